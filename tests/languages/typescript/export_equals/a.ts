import Store from "./store";
import make = require("./make");

new Store().open();
make();
