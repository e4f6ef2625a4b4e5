export class Db { query(): Row { return new Row(); } }
export class Row { get(): string { return ""; } }
