exports.c = function () {};
