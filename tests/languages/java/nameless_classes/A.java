interface Task {
  void run(int x);
}

abstract class Job {
  Job(int a) {}

  abstract void go();

  void helper() {}
}

class A {
  Task field = new Task() {
    @Override
    public void run(int x) { help(x); }

    void help(int x) {}
  };

  void use(int count, A other) {
    A local = other;
    new Job(1) {
      @Override
      void go() { helper(); local.done(); }
    }.go();
  }

  void done() {}
}
