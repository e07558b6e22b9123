#!/usr/bin/env bash
# All tests on SQLite, again on PostgreSQL, then in a real Chromium. What is missing on the machine is installed when that
# is possible, else said; under CI=true leaving anything out is a failure.   usage: tests/run.sh [all|browser|bench]
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
py=.venv/bin/python
unset PYTHONDONTWRITEBYTECODE # the commands that tests run start three times faster
scratch=$(mktemp -d /tmp/club-tests.XXXXXX)
left_out=()
coming= # the process that installs the browser
chmod 755 "$scratch"

stop() {
  status=$?
  [ -z "$coming" ] || wait "$coming"
  [ -f "$scratch/pg/postmaster.pid" ] && as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -m immediate stop >/dev/null 2>&1
  [ -f "$scratch/redis.pid" ] && kill "$(cat "$scratch/redis.pid")" 2>/dev/null
  rm -rf "$scratch"
  exit $status
}
trap stop EXIT

free_port() { $py -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
find_pg() { { ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/pgsql-*/bin 2>/dev/null || true; } | sort -V | tail -n 1; }
find_chromium() { command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome || $py -m tests.chromium; }
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
install() {
  echo "Installation de : $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$scratch/apt-$1.log" 2>&1 || tail -n 5 "$scratch/apt-$1.log"
}

# Missing servers: Debian's packages, when we may install them.
install_servers() {
  local wanted=()
  [ -n "$(find_pg)" ] || wanted+=(postgresql)
  command -v redis-server >/dev/null || wanted+=(redis-server)
  can_install || return 0
  [ ${#wanted[@]} = 0 ] && find_chromium >/dev/null || apt-get update -qq || true
  [ ${#wanted[@]} = 0 ] || install "${wanted[@]}"
}

# The browser comes while the other tests run; Playwright's own download where no package can be installed.
install_chromium() {
  local package=chromium-headless-shell
  apt-cache show $package >/dev/null 2>&1 || package=chromium # older releases
  ! can_install || install $package fonts-dejavu-core
  find_chromium >/dev/null || $py -m playwright install chromium >"$scratch/playwright.log" 2>&1 || true
}

start_postgresql() {
  pg_bin=$(find_pg); [ -n "$pg_bin" ] || { left_out+=("PostgreSQL (serveur introuvable)"); return 0; }
  local port; port=$(free_port)
  mkdir "$scratch/pg"; [ "$(id -u)" = 0 ] && chown postgres "$scratch/pg"
  as_postgres "$pg_bin/initdb" -D "$scratch/pg" -U club -A trust --encoding=UTF8 --locale=C >"$scratch/initdb.log"
  as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -w -l "$scratch/pg/log" -o "-p $port -k $scratch/pg -c fsync=off -c listen_addresses=127.0.0.1" start >/dev/null
  postgresql="postgresql://club@127.0.0.1:$port/postgres"
}

start_redis() {
  command -v redis-server >/dev/null || { left_out+=("Redis (serveur introuvable)"); return 0; }
  local port; port=$(free_port)
  redis-server --port "$port" --bind 127.0.0.1 --save "" --daemonize yes --pidfile "$scratch/redis.pid" --dir "$scratch" >/dev/null
  export CLUB_TEST_REDIS="redis://127.0.0.1:$port/0"
}

say_left_out() {
  [ ${#left_out[@]} -gt 0 ] || return 0
  printf 'Laissé de côté : %s\n' "${left_out[@]}"
  [ "${CI:-}" != true ]
}

install_servers
[ "$what" = bench ] || find_chromium >/dev/null || { install_chromium & coming=$!; }
pg_bin=; postgresql=
start_postgresql
start_redis

# What each measure of its own says, without what it prints while it fills a club; all of it ends the document.
measure() {
  [ -n "${2:-}" ] && echo "### PostgreSQL" || echo "### SQLite"
  echo; echo '```'
  $py -m "tests.benchmarks.$1" ${2:+--postgresql "$postgresql"} 2>/dev/null | grep -E '×|en tout|de processeur|gardées'
  echo '```'; echo
}
if [ "$what" = bench ]; then
  $py -m tests.benchmarks.run ${postgresql:+--postgresql "$postgresql"}
  for one in library:Ressources aids:Aides people:Membres whom:"Qui appeler ?" twins:"Communes jumelles" catalogue:"Import de 5 000 lignes"; do
    echo "## ${one#*:}"; echo
    measure "${one%%:*}"
    [ -z "$postgresql" ] || measure "${one%%:*}" postgresql
  done | tee -a docs/benchmarks.md
  say_left_out; exit
fi
mkdir "$scratch/shared"; export CLUB_TEST_SHARED="$scratch/shared" # what is made once for all
if [ "$what" = all ]; then
  echo "== SQLite"
  $py -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not browser" # some of these wait on purpose
  if [ -n "$postgresql" ]; then
    echo "== PostgreSQL"
    CLUB_TEST_DATABASE="$postgresql" $py -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not anywhere"
  fi
fi
[ "$what" != browser ] || export CLUB_TEST_PICTURES=on # tests/browser/screenshots, to be looked at
[ -z "$coming" ] || wait "$coming"
if CLUB_TEST_CHROMIUM=$(find_chromium); then
  export CLUB_TEST_CHROMIUM
  echo "== Chromium"
  $py -m pytest -n 2 --dist worksteal -m browser tests/browser
else
  left_out+=("les parcours dans Chromium (navigateur introuvable)")
fi
say_left_out
