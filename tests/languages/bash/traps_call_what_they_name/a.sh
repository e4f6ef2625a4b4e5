cleanup() { :; }
trap cleanup EXIT
trap 'cleanup' INT
trap - TERM
