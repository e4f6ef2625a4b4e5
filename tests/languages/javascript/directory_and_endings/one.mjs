export function m() {}
