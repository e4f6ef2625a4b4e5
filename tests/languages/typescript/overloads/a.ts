import { parse, C } from "./b";
parse("x");
new C().m(1);
