const { made } = require("./b.js");
/** @param {import("./b").Options} options */
exports.first = function first(options) {
  options.check();
  made();
};
