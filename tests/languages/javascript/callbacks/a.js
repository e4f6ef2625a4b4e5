import { each } from "./b";
class Item { use() {} }
function handle(x) {}
each([1], handle);
[new Item()].map((item) => item.use());
[new Item()].forEach(function (item) { item.use(); });
[handle].forEach((f) => f());
setTimeout(handle, 1);
