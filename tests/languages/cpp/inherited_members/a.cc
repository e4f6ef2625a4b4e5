#include "a.h"
void A::go() {}
class C : private B { void run() { go(); this->go(); A::go(); } };
void f(B b) { b.go(); }
