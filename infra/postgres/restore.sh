#!/bin/sh
# Restores $BACKUP_FILE, or the newest dump of $BACKUP_DIR, into $PGDATABASE, all or nothing. A database that has tables of
# AuditFlow already is left alone.
set -eu
file=${BACKUP_FILE:-$(ls -1 "$BACKUP_DIR"/auditflow-*.dump | sort | tail -n 1)}
there=$(psql --no-psqlrc --tuples-only --no-align --command="select to_regclass('audit_events') is not null")
if [ "$there" = t ]; then
  echo "$PGDATABASE has audit events already: restore into an empty database" >&2
  exit 1
fi
pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$PGDATABASE" "$file"
echo "$file"
