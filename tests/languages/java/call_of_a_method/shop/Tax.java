package shop;

class Tax {
  static int of() { return 1; }
}
