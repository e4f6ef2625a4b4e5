static int step(void) { return 1; }
int a(void) { return step(); }
