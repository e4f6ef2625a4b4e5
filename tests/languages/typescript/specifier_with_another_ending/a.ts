import { b } from "./b.js";
import { c } from "./c.mjs";
import { d } from "./d";
import { E } from "./e.jsx";
import { x } from "./x/index.js";
b(); c(); d(); E(); x();
