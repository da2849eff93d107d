#!/bin/sh
# Restores RESTORE_FILE of BACKUP_FOLDER, or the newest dump, into the database of PGHOST, PGUSER, PGPASSWORD, PGDATABASE:
# all of it or nothing. A database that holds audit events is left alone unless RESTORE_REPLACE is all.
set -eu
folder=${BACKUP_FOLDER:-/backups}
file=${RESTORE_FILE:-}
if [ -z "$file" ]; then
  newest=$(find "$folder" -maxdepth 1 -name 'auditflow-*.dump' | sort | tail -n 1)
  [ -n "$newest" ] || { echo "there is no dump in $folder" >&2; exit 1; }
  file=$(basename "$newest")
fi
clean=
filled=$(psql --no-psqlrc --tuples-only --no-align --command="select to_regclass('public.audit_events') is not null")
if [ "$filled" = t ]; then
  if [ "${RESTORE_REPLACE:-}" != all ]; then
    echo "$PGDATABASE holds audit events already: set RESTORE_REPLACE=all to replace them" >&2
    exit 1
  fi
  # The whole schema goes, since what came after the dump would hold on to what is dropped.
  clean='drop schema public cascade; create schema public;'
fi
# One transaction: a reader sees the old state or the new one, and a dump that breaks off changes nothing.
{
  echo "begin; $clean"
  if pg_restore --no-owner --no-privileges --file=- "$folder/$file"; then
    echo 'commit;'
  else
    echo "do \$\$ begin raise exception 'the dump can not be read to its end'; end \$\$;"
  fi
} | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null
echo "restored $file into $PGDATABASE"
