exports.load = async function load(name) {
  const logger = require("./logger.js");
  const { more } = await import("./lib/logger-more.js");
  logger.log(name);
  more(name);
};
