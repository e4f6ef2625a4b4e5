export interface Box { open(): void }
export interface Box { close(): void }
export const Box: BoxMaker = make();
interface BoxMaker { new (): Box; of(): Box }
declare function make(): BoxMaker;
export class Tool { use() {} }
export namespace Tool { export function build() { return new Tool(); } }
