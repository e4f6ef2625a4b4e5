#include "api.h"
int open_it(const char *name) { return 0; }
char *name_of(int x) { return 0; }
int API_CALL use(void) { name_of(1); return open_it("x"); }
