const Loud = (Base) => class extends Base { shout() {} };
class Person { talk() {} }
class Singer extends Loud(Person) { sing() { this.shout(); } }
new Singer().sing();
const Named = class Inner { go() {} };
new Named().go();
