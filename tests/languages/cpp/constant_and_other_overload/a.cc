#include "a.h"

const Element* Node::first(const char* name) const {
  return find(name);
}
