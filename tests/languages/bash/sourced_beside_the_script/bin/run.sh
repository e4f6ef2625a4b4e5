source "$(dirname "$0")/../lib/all.sh"
. "${BASH_SOURCE%/*}/near.sh"
. "$ROOT/lib/rooted.bash"
. "$HOME/.profile"
. "$plugin"
. "$ROOT/$name/x.sh"

every
near
rooted
