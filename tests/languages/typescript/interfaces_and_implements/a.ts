import { Fast, Base } from "./b";
class Car extends Base implements Fast { run() {} sprint() {} }
function go(f: Fast, b: Base) { f.run(); f.sprint(); b.start(); }
go(new Car(), new Car());
export interface Started { start(): void }
class Van extends Base implements Started { run() {} }
class Bus extends Base implements Started { start() {} run() {} }
