import c, { f } from "./c";
import * as all from "./c";
const e = require("./e");
c.f();
f();
all.f();
e.default();
e.named();
