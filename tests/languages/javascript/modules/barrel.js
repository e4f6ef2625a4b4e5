export * from "./b";
export * as all from "./b";
export { f as first, default } from "./b";
