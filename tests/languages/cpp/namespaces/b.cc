#include "a.h"
int f() { shop::Item i; return i.price() + shop::tax::rate(); }
