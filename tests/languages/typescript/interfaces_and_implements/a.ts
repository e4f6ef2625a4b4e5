import { Fast, Base } from "./b";
class Car extends Base implements Fast { run() {} sprint() {} }
function go(f: Fast, b: Base) { f.run(); f.sprint(); b.start(); }
go(new Car(), new Car());
