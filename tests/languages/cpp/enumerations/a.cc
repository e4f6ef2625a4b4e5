#include "a.h"
Kind kind_of(int x) { return Kind(x); }
void f() { Kind k = kind_of(1); }
