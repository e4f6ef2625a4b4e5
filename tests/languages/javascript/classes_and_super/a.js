class Animal {
  constructor(name) {}
  speak() { this.breathe(); }
  breathe() {}
}
class Dog extends Animal {
  constructor() {
    super("dog");
  }
  speak() {
    super.speak();
  }
}
new Dog().breathe();
