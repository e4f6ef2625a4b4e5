static int step(void) { return 2; }
int b(void) { return step(); }
