class Dep { call() {} }
abstract class Base<T> { static shared: Dep; protected dep = new Dep(); declare later: Dep; abstract get item(): Dep; run() { this.dep.call(); this.later.call(); this.item.call(); Base.shared.call(); } }
class Child extends Base<string> { get item() { return new Dep(); } override run() { super.run(); this.#secret(); } #secret() {} static make = (): Child => new Child(); }
Child.make().run();
