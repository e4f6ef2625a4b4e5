class A { public: void go(); int size; };
class B : public A {};
