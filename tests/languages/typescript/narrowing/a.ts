class A { a() {} }
class B { b() {} }
function f(x: A | B, y: unknown) {
  if (x instanceof A) x.a(); else x.b();
  if (!(y instanceof B)) throw new Error();
  y.b();
}
