class Engine {
  void start() {}
}

class Car {
  Engine engine;
  Engine[] spare, more[];
  static final Car ONE = new Car();

  Engine get() { return engine; }
}

class A {
  private Car car;

  void use(Car given) {
    car.engine.start();
    this.car.get().start();
    given.spare[0].start();
    given.more[0][1].start();
    Car.ONE.engine.start();
    var other = given.get();
    other.start();
    ((Car) (Object) other).get();
    Object any = given;
    if (any instanceof Car found && found.get() != null) {
      found.get().start();
    }
    (given == null ? car : given).get();
    Car engine = given, get = engine;
    get.get();
  }
}
