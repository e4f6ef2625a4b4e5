#include "a.h"
class Square : public Shape {
 public:
  int area() override { return side(); }
  int side() const { return 1; }
};
int f(Shape* s) { return s->area(); }
