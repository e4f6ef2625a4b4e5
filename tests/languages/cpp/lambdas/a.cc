class Item { public: void use() {} };
void each(Item i) {}
void f(Item outer) { auto g = [&](Item x) { x.use(); outer.use(); return x; }; g(outer).use(); }
