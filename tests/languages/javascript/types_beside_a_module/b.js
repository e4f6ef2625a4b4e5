exports.made = function made() {};
