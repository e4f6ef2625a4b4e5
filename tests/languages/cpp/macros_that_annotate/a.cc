#include "a.h"
void Store::put() {}
void f(Store* s) { s->put(); }
