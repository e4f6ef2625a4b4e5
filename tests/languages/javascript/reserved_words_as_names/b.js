function choose(test) {}
function constant(value) {}
const give = (value) => value;
export { choose as if, constant as const, give as return };
