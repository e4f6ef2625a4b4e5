#include "a.h"
Status Status::OK() { return Status(); }
int Status::code() const { return 0; }
bool f() { return Status::OK().ok(); }
