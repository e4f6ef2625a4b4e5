typedef int (*step)(int);
struct ops { step first; int (*second)(void); };
static int one(int x) { return x; }
static int two(void) { return 2; }
static const struct ops table = { .first = one, two };
static int each(step f) { return f(1); }
int use(struct ops *o) { each(one); return o->first(1) + o->second(); }
