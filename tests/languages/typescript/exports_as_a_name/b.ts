import { found } from "./a";
import { parsed } from "./c";
found("a");
parsed("b");
