import { inDir } from "./dir";
import { m } from "./one.mjs";
import { c } from "./two.cjs";
import data from "./data.json";
import "./missing";
import fs from "node:fs";
inDir(); m(); c(); fs.readFileSync("x");
