class Cat { purr() {} }
class Dog { bark() {} }
function pet(x) {
  if (x instanceof Cat) { x.purr(); }
  if (!(x instanceof Dog)) return;
  x.bark();
}
const sound = (x) => x instanceof Cat && x.purr();
