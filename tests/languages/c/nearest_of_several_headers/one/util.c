int one_only(void) { return 1; }
