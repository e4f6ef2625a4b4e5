export interface Wide<
  out T extends object = object,
  /** Kept by its users. */
  in out U = unknown,
> {
  m(): void;
}

type Create = {
  (): Wide<object>
  <T>(value: T): Wide<object>
  <
    T,
  >(value: T, other: T): Wide<object>
}

declare const create: Create
create().m()

export async function load(): Promise<void> {
  const loaded = await load2<typeof import("./b")>("./b")
  helper(loaded)
}

function load2<T>(path: string): T {
  throw new Error(path)
}

function helper(value: unknown) {}

const arrow =
  <T>(value: T) => helper(value)
arrow(1)

export declare function boxed(_: string): import("vue").Ref<string, Wide<object>>
helper(boxed("x"))

interface Made {
  (first: string): void
  /** Another one. */
  <T>(value: T): Wide<object>
  // and one more
  <
    T,
  >(value: T, other: string): Wide<object>
}
