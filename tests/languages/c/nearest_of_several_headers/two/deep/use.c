#include "util.h"
int g(void) { return two_only(); }
