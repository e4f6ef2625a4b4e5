import type { Db } from "./b";
import * as m from "./b";
let db: Db;
db.query().get();
function use(a: Db, b: m.Row, c?: m.Row | null): void { a.query(); b.get(); c!.get(); }
const cast = (x as m.Row).get();
const angle = (<m.Row>x).get();
declare const x: unknown;
