struct Less { bool operator()(int a, int b) const { return a < b; } };
struct List { int& operator[](int i); bool operator==(const List& o) const { return same(o); } bool same(const List& o) const; };
bool f(Less less, List l) { l[0]; return less(1, 2); }
