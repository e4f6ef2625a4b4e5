#!/usr/bin/env bash
# Creates the secrets that compose.yaml mounts, once: `deploy/compose/secrets.sh [DIRECTORY]` (default: secrets).
# Only the owner can enter the directory. The files in it are readable by any user, because the engine mounts them as they are
# and the image's user is a different one.
set -euo pipefail
directory=${1:-secrets}
[[ ! -e $directory ]] || { echo "$directory already exists; it is left unchanged." >&2; exit 1; }

random() { openssl rand -hex 24; }
keep() { (umask 077; cat > "$directory/$1"); chmod 444 "$directory/$1"; }

(umask 077; mkdir -p "$directory")
owner=$(random) app=$(random) broker=$(random)
random | tr -d '\n' | keep postgres_password
printf '%s' "$owner" | keep postgres_owner_password
printf '%s' "$app" | keep postgres_app_password
printf 'requirepass %s\nmaxmemory-policy noeviction\nappendonly yes\n' "$broker" | keep redis.conf
printf 'postgresql://aether_owner:%s@postgres/aether' "$owner" | keep admin_database_url
printf 'postgresql://aether_app:%s@postgres/aether' "$app" | keep database_url
printf 'redis://:%s@redis:6379/0' "$broker" | keep broker_url
openssl rand -base64 32 | tr '+/' '-_' | keep encryption_keys
echo "Secrets are in $directory. Keep encryption_keys apart from the database's backups." >&2
