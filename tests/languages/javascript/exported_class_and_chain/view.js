exports = module.exports = View;
function View(name) { this.lookup(); }
View.prototype.lookup = function () {};
