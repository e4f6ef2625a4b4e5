class A {
  void good() { other(); }

  void bad( { ; }

  void other() { good(); }
}
