export class Deep { go() {} }
export function fn() {}
const hidden = 1;
export { hidden as shown };
