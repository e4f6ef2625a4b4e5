#include "a.h"
int compare(const Key& a) { return 1; }
int compare(const Text& a) { return 2; }
int compare(int a) { return 3; }
int f(Key k, Text* t) { return compare(k) + compare(*t) + compare(1); }
