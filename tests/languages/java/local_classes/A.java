class A {
  void one() {
    class Local {
      void m() { n(); two(); }

      void n() {}
    }
    new Local().m();
  }

  void two() {
    class Local {
      void other() {}
    }
    Local local = new Local();
    local.other();
  }
}
