function make() {
  return 1;
}
export = make;
