import { inner } from "#inner";
export function core() { inner(); }
