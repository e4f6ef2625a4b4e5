class A {
 public:
  A(int x)
      :
#ifdef DEBUG
        debug_(x),
#endif
        other_(x) {
    run();
  }
  void run() {}
  int debug_;
  int other_;
};
