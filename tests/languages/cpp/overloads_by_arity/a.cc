#include "a.h"
void Out::put(int a) {}
void Out::put(int a, int b) {}
void Out::put(int a, int b, int c) {}
void f(Out o) { o.put(1); o.put(1, 2, 3); }
