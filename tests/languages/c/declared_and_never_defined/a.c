#include "a.h"
int f(void) { return outside(1); }
