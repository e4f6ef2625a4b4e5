#include "a.h"
int a::b::f() { return 1; }
namespace a { int g() { return b::f(); } }
