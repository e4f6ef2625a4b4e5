export function each(list, f) { list.forEach(f); f(1); }
