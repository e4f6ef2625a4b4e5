source "$(dirname "${BASH_SOURCE[0]}")/more.sh"
