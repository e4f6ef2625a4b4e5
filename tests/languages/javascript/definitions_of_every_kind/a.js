/** Says hello. */
function declared(name) {}
const arrow = (x) => x;
const expression = function inner() {};
async function* generator() {}
class Plain {
  static count = 1;
  #hidden = 2;
  constructor() { this.size = 3; }
  method() {}
  static make() {}
  get value() { return 1; }
  set value(v) {}
  handler = () => 1;
  [Symbol.iterator]() {}
}
const Expressed = class {};
const LIMIT = 5;
let later;
export default function () {}
