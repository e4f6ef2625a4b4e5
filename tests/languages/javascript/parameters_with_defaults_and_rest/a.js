function fallback() {}
function given() {}
function run(f = fallback, ...more) {
  f();
  more[0]();
}
run(given, given);
