void fast(void) {}
void slow(void) {}

void run(int n) {
  if (n) {
    fast();
  }
#ifdef MORE
  else if (n > 1) {
    slow();
  }
#endif
  else {
    fast();
  }
}
