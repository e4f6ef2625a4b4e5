import { util } from "./b";
import alias = util.Guard;
util.assert(1);
new util.Guard().hold();
let g: util.Guard;
g.hold();
new alias().hold();
