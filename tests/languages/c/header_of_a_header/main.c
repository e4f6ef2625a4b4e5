#include "a.h"
void use(void) { deep(); }
