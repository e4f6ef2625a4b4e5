export interface Node { walk(): void }
