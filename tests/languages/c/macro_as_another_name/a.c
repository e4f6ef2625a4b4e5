#include "a.h"
void *own_alloc(int size) { return 0; }
void f(void) { alloc(1); }
