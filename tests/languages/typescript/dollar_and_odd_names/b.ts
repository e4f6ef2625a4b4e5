export interface $Type { _zod: { run(): void }; "~standard": string }
export function $make(): $Type { return null!; }
export const $ = { $inner() {} };
