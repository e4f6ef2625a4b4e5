export interface Options { check(): void }
export function made(): void;
