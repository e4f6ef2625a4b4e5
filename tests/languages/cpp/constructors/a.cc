#include "a.h"
Base::Base(int x) {}
Part::Part() {}
Part::Part(int x) {}
Whole::Whole(int x) : Base(x), part_(x), other_(new Part()) {}
void f() { Whole w(1); Whole* p = new Whole(2); Part q{3}; Part r; delete p; }
