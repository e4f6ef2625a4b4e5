package c;

import a.*;
import java.util.*;

class Other {
  void use(List<Item> items) { Item.go(); }
}
