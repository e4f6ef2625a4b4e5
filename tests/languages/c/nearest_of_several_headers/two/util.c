int two_only(void) { return 2; }
