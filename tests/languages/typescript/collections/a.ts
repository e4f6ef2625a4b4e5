class Item { use() {} }
const items: Item[] = [];
const map = new Map<string, Item>();
const set: Set<Item> = new Set();
const table: Record<string, Item> = {};
items[0].use();
map.get("x").use();
for (const item of items) item.use();
for (const item of set) item.use();
table["k"].use();
items.map((i) => i.use());
map.forEach((i) => i.use());
async function f(p: Promise<Item>, list: ReadonlyArray<Item>) { (await p).use(); list.at(0).use(); p.then((i) => i.use()); }
