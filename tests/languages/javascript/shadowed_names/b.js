export function f() {}
export function parseInt() {}
