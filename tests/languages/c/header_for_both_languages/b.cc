#include "a.h"
int f() { return both(); }
