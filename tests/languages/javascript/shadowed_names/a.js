import { f } from "./b";
import { parseInt } from "./b";
f();
function shadow(f) { f(); }
{ const f = () => {}; f(); }
const o = { f() {}, g() { f(); } };
parseInt();
