const path = require("path");
exports.join = function (a) { return path.join(a); };
exports.local = helper;
function helper() {}
var join = 1;
