export class Context { text() {} }
export type Handler = (c: Context) => void;
export interface Middleware { (c: Context, next: () => void): void }
export function route(path: string, h: Handler) { h(new Context()); }
export function use(m: Middleware) {}
