import type { Outside } from "outside";
export type Far = Outside<string>;
