class Chain { add(): this { return this; } done() {} }
class Longer extends Chain { more() {} }
const shared = new Longer();
new Longer().add().more();
function f(x: typeof shared) { x.more(); }
