export * from "./deep";
export type { Deep as Renamed } from "./deep";
