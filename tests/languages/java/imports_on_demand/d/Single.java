package d;

import a.Item;
import b.*;

class Single {
  void use() { Item.go(); }
}
