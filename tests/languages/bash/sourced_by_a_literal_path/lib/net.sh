. "log.sh"
fetch() { log_line; }
