int size(void) { return 1; }
int f(void) {
  { int size = 2; }
  return size();
}
