export interface Shape<T> extends Base { area(): number; readonly name: string; new (x: T): Shape<T>; (y: T): void }
interface Base {}
export type Alias = Shape<string> | null;
export type Point = { x: number; move(): void };
export enum Color { Red, Green = "g" }
export const enum Flag { On = 1 }
export namespace Space { export function inside() {} export const value = 1; }
declare module "ambient" { export function far(): void; }
export abstract class Part implements Base { abstract run(): void; protected constructor(private readonly size: number, public label?: string) {} }
declare function outside(a: string): void;
export const typed: (x: number) => void = (x) => {};
