function make() {}
make.extra = function () { return 1; };
make.extra();
const arrow = () => 1;
arrow.more = () => 2;
arrow.more();
module.exports = make;
