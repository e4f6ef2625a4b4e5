var View = require("./view");
var view = new View("x");
view.lookup();
