package b;

import static a.Tools.*;

class All {
  void use() { of(); MAIN.go(); }
}
