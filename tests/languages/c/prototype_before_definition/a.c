static int later(int x);
int first(void) { return later(1); }
static int later(int x) { return x; }
