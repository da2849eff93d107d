#!/bin/sh
# Dumps $PGDATABASE into $BACKUP_DIR and keeps the newest $BACKUP_KEEP. A dump gets its name once it is whole and can be read;
# whoever finds a file of that name can restore it.
set -eu
umask 077
name="auditflow-$(date -u +%Y%m%dT%H%M%SZ).dump"
part="$BACKUP_DIR/.$name.part"
trap 'rm -f "$part"' EXIT
pg_dump --format=custom --compress=6 --no-owner --no-privileges --file="$part"
pg_restore --list "$part" >/dev/null
mv "$part" "$BACKUP_DIR/$name"
# What an interrupted run left behind, which had no time to clean up.
find "$BACKUP_DIR" -maxdepth 1 -name '.auditflow-*.part' -mmin +1440 -delete
ls -1 "$BACKUP_DIR" | grep '^auditflow-.*\.dump$' | sort -r | tail -n "+$((BACKUP_KEEP + 1))" |
  while read -r old; do rm -f "$BACKUP_DIR/$old"; done
echo "$BACKUP_DIR/$name"
