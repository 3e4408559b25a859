#!/bin/sh
# Writes .env for docker-compose.yml with fresh random secrets: sh docker/init-env.sh [https://your.name]
# Never touches a .env that is there: a lost TOKEN_MASTER_KEY makes every stored secret unreadable.
set -eu
umask 077
# A file that exists is an error for `>` from here on, even one that appears this very moment.
set -C

public_url=${1:-http://127.0.0.1:8080}
env_file=$(dirname "$0")/../.env

case $public_url in
  http://?* | https://?*) ;;
  *) echo "init-env: the address must begin with http:// or https://, not: $public_url" >&2; exit 2 ;;
esac

random_hex() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

if [ -e "$env_file" ] || [ -L "$env_file" ]; then
  echo "init-env: .env is already there; it was left as it is" >&2
  exit 1
fi

cat >"$env_file" <<END
# Made by docker/init-env.sh. Keep a copy of TOKEN_MASTER_KEY in a safe place: a backup cannot be read without it.
TOKEN_MASTER_KEY=$(random_hex)
POSTGRES_PASSWORD=$(random_hex)
PUBLIC_URL=$public_url
END
echo "init-env: wrote .env (readable by you alone)"
