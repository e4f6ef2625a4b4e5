import { $make, $ } from "./b";
import * as core from "./b";
$make()._zod.run();
$.$inner();
let t: core.$Type;
core.$make();
