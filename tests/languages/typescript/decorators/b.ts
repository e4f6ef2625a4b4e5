export function injectable(o?: object) { return (c: any) => c; }
export function log(t: any, k: string) {}
