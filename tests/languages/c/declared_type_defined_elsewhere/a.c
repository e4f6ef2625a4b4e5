#include "a.h"
struct hidden { int x; };
struct hidden *make(void) { return 0; }
