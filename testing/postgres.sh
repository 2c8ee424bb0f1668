#!/usr/bin/env bash
# A PostgreSQL of one's own for the tests: `start DIR` prints its address, `stop DIR` ends it.
# It listens on a free loopback port, trusts nobody else, and forgets durability: it holds nothing.
# DURABLE=yes makes it keep what it acknowledges, as a real one does: for measuring.
set -euo pipefail
verb=${1:?start or stop}; dir=${2:?folder}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  command -v initdb >/dev/null || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
  bin=$(dirname "$(readlink -f "$(command -v initdb)")")
fi
# PostgreSQL refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" LANG=C.UTF-8 "$@"; else "$@"; fi; }
if [ "${DURABLE:-no}" = yes ]; then durable=on; else durable=off; fi
case $verb in
  start)
    mkdir -p "$dir"; chmod 700 "$dir"
    [ "$(id -u)" = 0 ] && chown postgres:postgres "$dir"
    port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
    (cd / && as "$bin/initdb" -D "$dir/data" -U yousaid --auth=trust -E UTF8 --locale=C.UTF-8 -N >"$dir.log" 2>&1)
    (cd / && as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=$durable -c full_page_writes=$durable -c synchronous_commit=${SYNCHRONOUS_COMMIT:-$durable} -c max_connections=400 -c shared_buffers=256MB" start >>"$dir.log" 2>&1)
    echo "postgres://yousaid@127.0.0.1:$port/postgres"
    ;;
  stop)
    (cd / && as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$dir" "$dir.log"
    ;;
  *) echo "start or stop" >&2; exit 2 ;;
esac
