export function more(name) {}
