#!/usr/bin/env bash
log() {
  echo "$@"
}

function build {
  log "building" && compile | log
  if compile; then log done; fi
  local out=$(compile -x)
  result="$(log "$(compile)")"
}

compile() { gcc -c "$1"; }

build "$@"
