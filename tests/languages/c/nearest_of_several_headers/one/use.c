#include "util.h"
int f(void) { return one_only(); }
