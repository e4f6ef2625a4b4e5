#include "b.h"
int g(void) { return outside(1); }
