import { exports } from "resolve.exports";
export function found(name: string) { return exports(name); }
