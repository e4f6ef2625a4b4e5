/**
 * Types of the comments below.
 * @typedef { import("./b").Store } Shop
 * @typedef {{ name: string }} Plain
 */
/** @import { Store as Kept, Missing } from './b' */

/** @param {Shop} shop */
export const read = (shop) => shop.get();

/** @returns {Kept[]} */
export function all() {
  return [];
}
all().map((each) => each.get());
