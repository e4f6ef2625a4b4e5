#include "a.h"
void check(int x) {}

TEST_CASE("boxes, many", "[box]") {
  SECTION("one") {
    check(1);
  }
}

MATCHER(IsTrue, negation ? "is false" : "is true") {
  check(2);
  return true;
}
