import { Far } from "./b";
interface Base { a: string; run(): void }
type Part = Omit<Base, "a">;
type Picked<T extends keyof Base> = Pick<Base, T>;
type Same = Base;
interface One extends Part {}
interface Two extends Picked<"run">, Far {}
interface Three extends Same {}
class Four implements Part { run() {} }
export const use = (one: One, two: Two) => { one.run(); two.far.run(); };
