const Application = require("..");

module.exports = (app) => app || new Application();

module.exports.request = (app) => module.exports(app).use();
