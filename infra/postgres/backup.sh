#!/bin/sh
# Dumps the database of PGHOST, PGUSER, PGPASSWORD, PGDATABASE into BACKUP_FOLDER and keeps the newest BACKUP_KEEP dumps.
# A dump gets its name only once it is whole and has been read back; what an interruption leaves has another name and goes
# at the next run.
set -eu
umask 077
folder=${BACKUP_FOLDER:-/backups}
keep=${BACKUP_KEEP:-7}
name="auditflow-$(date -u +%Y%m%dT%H%M%SZ).dump"
half="$folder/.$name.part"
dump=

stop() {
  [ -z "$dump" ] || kill "$dump" 2>/dev/null || true
  exit 143
}
trap 'rm -f "$half"' EXIT
trap stop TERM INT

rm -f "$folder"/.auditflow-*.part
# In the background, since a shell hears no signal while it waits for a program in the foreground.
pg_dump --format=custom --no-owner --no-privileges --file="$half" &
dump=$!
wait "$dump"
dump=
pg_restore --list "$half" >/dev/null
# The list stands at the front of the file: this reads all the data behind it.
pg_restore --file=/dev/null "$half"
sync "$half"
mv "$half" "$folder/$name"
sync "$folder"
find "$folder" -maxdepth 1 -name 'auditflow-*.dump' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
done
echo "backed up to $name, $(wc -c <"$folder/$name") bytes"
