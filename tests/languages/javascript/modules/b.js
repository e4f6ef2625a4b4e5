export const f = () => {};
export function g() {}
export { g as renamed };
export default class Widget { draw() {} }
