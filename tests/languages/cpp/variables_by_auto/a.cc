class Item { public: Item* next() { return this; } };
Item* first();
void f() { auto i = first(); auto j = i->next(); j->next(); if (Item* k = first()) { k->next(); } }
