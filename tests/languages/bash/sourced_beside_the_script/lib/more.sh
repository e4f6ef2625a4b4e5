every() { :; }
