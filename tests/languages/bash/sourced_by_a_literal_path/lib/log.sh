log_line() { :; }
