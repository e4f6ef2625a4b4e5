class A { a() {} }
class B { b() {} }
type Either = A | B;
type Options = { first: A; make(): B; nested: { b: B } };
type Pair = [A, B];
type Picked = Pick<Options, "first">;
type First = Options["first"];
function f(o: Options, p: Pair, picked: Partial<Picked>, first: First) { o.first.a(); o.make().b(); o.nested.b.b(); p[0].a(); p[1].b(); first.a(); }
