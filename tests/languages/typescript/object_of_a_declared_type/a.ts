import type { Outside } from "outside";
interface Log { info(text: string): void }
function told(text: string) {}
class Service {
  log: Log;
  constructor() { this.log = { info(text) { told(text); } }; }
  run() { this.log.info(""); }
}
export const server: Log = { info(text) { told(text); } };
server.info("");
export const unknown: Outside = { info(text: string) { told(text); } };
unknown.info("");
