#include "a.h"
int f(void) { return twice(2); }
