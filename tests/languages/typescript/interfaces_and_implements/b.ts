export interface Runner { run(): void }
export interface Fast extends Runner { sprint(): void }
export abstract class Base { start() { this.run(); } abstract run(): void }
