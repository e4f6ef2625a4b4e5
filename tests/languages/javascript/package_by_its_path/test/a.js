const Application = require("..");
const context = require("../helpers/context");
const request = require("../helpers/context").request;
const { request: again } = require("../helpers/context");

new Application().use();
context().use();
request();
again();
context.request();
