#include "box.h"
#include "box.inl"

int Box::size() const { return 1; }
