#include "a.h"
void Item::use() {}
template <class T> T same(T x) { return x; }
void f(Box<Item> b, Item i) { b.get().use(); same(i).use(); same<Item>(i); }
