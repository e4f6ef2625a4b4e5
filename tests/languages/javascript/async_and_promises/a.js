class Result { show() {} }
async function load() { return new Result(); }
async function main() {
  const result = await load();
  result.show();
  const [one] = await Promise.all([Promise.resolve(new Result())]);
  one.show();
  Promise.resolve(new Result()).then((r) => r.show());
}
