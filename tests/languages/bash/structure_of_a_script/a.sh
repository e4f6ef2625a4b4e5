#!/bin/sh
# Says hello.
hello() {
  inner() { :; }
  inner
}

readonly LIMIT=3
name="x"
export PATH="$PATH:/x"
