-- What a new cluster holds beside its superuser. Read by `postgres --single`, so that no client and no network is
-- needed: one statement a line. The roles behind the login are the business of the store's migrations.
CREATE ROLE aether_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :password;
CREATE DATABASE aether;
