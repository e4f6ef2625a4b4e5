#include "a.h"
void f(void) { struct hidden *h = make(); }
