class Base {};
class Thing : public Base { public: void go() {} };
void f(Base* b) { static_cast<Thing*>(b)->go(); Thing* t = reinterpret_cast<Thing*>(b); t->go(); ((Thing*)b)->go(); }
