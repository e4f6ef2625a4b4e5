export function parse(x: string): string;
export function parse(x: number): number;
export function parse(x: any): any { return x; }
export class C { m(x: string): void; m(x: number): void; m(x: any) {} }
