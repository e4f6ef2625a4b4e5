class User { greet() {} }
class Box<T> { constructor(private value: T) {} get(): T { return this.value; } map<U>(f: (x: T) => U): Box<U> { return null!; } }
function same<T>(x: T): T { return x; }
const box: Box<User> = make();
box.get().greet();
same(new User()).greet();
new Box<User>(null!).get().greet();
box.map((u) => u.greet());
declare function make(): any;
