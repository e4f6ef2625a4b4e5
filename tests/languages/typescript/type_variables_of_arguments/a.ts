class Box { put() {} }
class Held<T> { constructor(readonly value: T) {} }
function once<T>(make: () => T): T { return make(); }
function lazy<T>(make: () => T): () => T { return make; }
function without<T>(all: Array<T>, some: T[]): Array<T> { return all.filter((each) => !some.includes(each)); }
function first<T>(all: readonly T[]): T { return all[0]; }
function each<T>(all: T[], run: (item: T) => void) { for (const item of all) run(item); }
function opened<T>(held: Held<T>): T { return held.value; }
export function use(all: Array<Box>, held: Held<Box>) {
  once(() => new Box()).put();
  lazy(() => new Box())().put();
  without(all, []).forEach((box) => box.put());
  first(all).put();
  each([new Box()], (box) => box.put());
  opened(held).put();
}
