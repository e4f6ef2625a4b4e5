(function () {
  function hidden() {}
  hidden();
})();
const counter = (() => {
  function step() {}
  return { next() { step(); } };
})();
counter.next();
function outer() {
  const inner = () => {};
  return function () { inner(); };
}
outer()();
