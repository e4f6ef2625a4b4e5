#include "log.h"
void f(void) { LOG("a"); }
void g(void) { WARN("b"); }
