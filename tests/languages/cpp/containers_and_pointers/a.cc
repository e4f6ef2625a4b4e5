#include "a.h"
void Item::use() {}
void f(std::vector<Item*> v, std::map<int, Item> m, std::unique_ptr<Item> p, Item* a) {
  for (auto* i : v) i->use();
  v[0]->use();
  v.back()->use();
  m[1].use();
  p->use();
  a[2].use();
  auto made = std::make_unique<Item>();
  made->use();
}
