#include "a.h"
int f(Box* b) { b->put(1); return b->size(); }
