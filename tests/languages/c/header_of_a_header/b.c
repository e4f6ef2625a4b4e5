#include "b.h"
void deep(void) {}
