import * as all from "./mid";
export { all };
export * from "./mid";
export default all;
