import { Store } from "./b";
/**
 * @param {Store} store
 * @param {Array<Store>} others
 * @returns {Promise<Store>}
 */
async function open(store, others) {
  store.get();
  others[0].get();
  return find();
}
/** @type {import("./b").Store} */
let current = make();
current.get();
async function main() { (await open()).get(); }
