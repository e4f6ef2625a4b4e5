#!/usr/bin/env bash
# Run once by the PostgreSQL image on an empty data directory: the owner of the tables is not a superuser, and the service's login
# owns nothing. Passwords go to psql on standard input, never as arguments.
set -euo pipefail
psql --quiet --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 <<SQL
\set owner \`cat /run/secrets/postgres_owner_password\`
\set app \`cat /run/secrets/postgres_app_password\`
CREATE ROLE aether_owner LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE aether_app LOGIN PASSWORD :'app';
CREATE DATABASE aether OWNER aether_owner;
SQL
