export interface Wide<out T> { m(): void }
export function ok(w: Wide<string>) { w.m(); }
ok(null!);
