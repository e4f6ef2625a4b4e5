class Part { run() {} }
class Machine {
  static create() { return new this(); }
  static shared = new Part();
  get part() { return new Part(); }
  start() { this.part.run(); }
}
Machine.create().start();
Machine.shared.run();
new Machine().part.run();
