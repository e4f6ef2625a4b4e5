import { core } from "@my/core";
import { sub } from "@my/core/sub";
import { one } from "@my/core/f/one";
import pad from "left-pad";
core(); sub(); one(); pad();
