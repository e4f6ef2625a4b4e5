package b;

import a.*;

class Own {
  void use() { Item.go(); }
}
