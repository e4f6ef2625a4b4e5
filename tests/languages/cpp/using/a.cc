#include "a.h"
using lib::Thing;
using namespace lib;
void f() { Thing t; t.go(); run(t); }
