export class Box { put() {} }
type Filled<T> = (context: { box: Box; value: T }) => void;
interface Plugin { name: string; load(box: Box): Promise<Box>; nested: { run: (box: Box) => void } }
interface Handler { (box: Box): void }
function later(): Filled<string> {
  return (context) => context.box.put();
}
export const arrow = (): Filled<string> => ({ box }) => box.put();
export async function plugin(): Promise<Plugin> {
  return {
    name: "a",
    async load(box) { box.put(); return box; },
    nested: { run: (box) => box.put() },
  };
}
const plugins: Plugin[] = [{ name: "b", load: async (box) => { box.put(); return box; }, nested: null! }];
const seen = { load(box) { box.put(); } } as Plugin;
function local() {
  const handle: Handler = (box) => box.put();
  let notify: Filled<number> = ({ box }) => box.put();
  const flush = () => { handle(new Box()); notify(null!); };
  handle(new Box());
  return flush;
}
