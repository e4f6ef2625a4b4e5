export function later() {}
export default () => 1;
