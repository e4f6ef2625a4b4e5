function one() {}
module.exports = { one, two() {}, three: one };
