#include "a.h"
int f(box_t *b, node_t *n, union either e) { enum color c = RED; return b->size; }
