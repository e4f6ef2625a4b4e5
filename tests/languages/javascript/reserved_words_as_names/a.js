import { if as when } from "./b.js";
import * as build from "./b.js";
export const made = () => [when(1), build.const(2), build.return(3)];
