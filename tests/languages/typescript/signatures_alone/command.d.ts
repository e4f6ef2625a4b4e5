export class Command {
  name(value: string): this;
  name(): string;
  parse(): Result;
}
export interface Result {
  options(): object;
}
export function open(path: string): Command;
export function open(): Result;
