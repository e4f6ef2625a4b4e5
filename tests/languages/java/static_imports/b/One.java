package b;

import static a.Tools.MAIN;
import static a.Tools.of;

class One {
  void use() { of(); MAIN.go(); }
}
