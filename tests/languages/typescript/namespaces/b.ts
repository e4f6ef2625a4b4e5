export namespace util {
  export function assert(x: unknown) { check(x); }
  function check(x: unknown) {}
  export class Guard { hold() {} }
}
