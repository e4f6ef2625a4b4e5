module.exports = { f() {} };
