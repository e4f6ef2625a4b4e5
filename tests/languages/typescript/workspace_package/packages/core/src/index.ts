export * from "./v2/index.js";
export { two as default } from "./v2/index.js";
