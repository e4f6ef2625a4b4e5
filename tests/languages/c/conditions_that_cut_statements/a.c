void g(void);
void f(int x) {
#ifdef FAST
  if (x > 1) {
#else
  if (x > 2) {
#endif
    g();
  }
}
void g(void) {}
#if 0
void never(void) { g(); }
#endif
