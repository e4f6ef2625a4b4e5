int add(a, b)
  int a; int b;
{ return a + b; }
int f(void) { return add(1, 2); }
