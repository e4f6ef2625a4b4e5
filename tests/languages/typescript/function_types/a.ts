import { route, use, Handler } from "./b";
route("/", (c) => c.text());
use((c, next) => { c.text(); });
const h: Handler = (c) => c.text();
route("/h", h);
