/** @import Path, { Step } from "./path.js" */
/** @import * as types from "#types" */
/** @typedef {import("#types").Node} Node */
import { equal } from "#assert";

/**
 * @param {Path} path
 * @param {Step} step
 * @param {types.Node} node
 */
export function visit(path, step, node) {
  path.match();
  step.go();
  node.walk();
  equal();
}

/** @param {Node} node */
export const walk = (node) => node.walk();
