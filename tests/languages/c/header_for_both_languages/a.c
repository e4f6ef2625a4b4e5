#include "a.h"
int both(void) { return 1; }
