const make = require("./a");
make.extra();
make();

function later() {}
const bound = later.bind(null);
bound();
later.call(null);
function Parent(name) {
  this.name = name;
}
function Child(name) {
  Parent.call(this, name);
}
