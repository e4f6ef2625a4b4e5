import { injectable, log } from "./b";
@injectable({ scope: 1 })
export class Service {
  @log
  run() {}
}
