source lib/log.sh
. ./lib/net.sh
. /etc/profile
source lib/missing.sh

log_line "x"
fetch
