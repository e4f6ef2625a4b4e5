module.exports = create;
module.exports.extra = function () {};
function create() {}
