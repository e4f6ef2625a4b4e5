export class Thing { go() {} }
export function run(o: { close(): void; helper: number; (n: number): void }): { made: Thing } {
  close();
  helper();
  return { made: new Thing() };
}
export function close() {}
export function helper() {}
const deep = () => new Thing();
type Both = Thing & { more: Thing; deep(): string };
run(null!).made.go();
deep().go();
export const more = (both: Both) => both.more.go();
