class Item { public: void use() {} };
using Ref = Item*;
typedef Item Same;
void f(Ref r, Same s) { r->use(); s.use(); }
