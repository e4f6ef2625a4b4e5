import two, { two as named } from "core";
import * as v2 from "core/v2";
two(); named(); v2.two();
