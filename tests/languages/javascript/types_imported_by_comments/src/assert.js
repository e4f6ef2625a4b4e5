export function equal() {}
