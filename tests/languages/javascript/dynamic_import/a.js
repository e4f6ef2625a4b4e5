async function load() {
  const b = await import("./b");
  b.later();
  const { later } = await import("./b");
  later();
  import("./b").then((m) => m.later());
}
