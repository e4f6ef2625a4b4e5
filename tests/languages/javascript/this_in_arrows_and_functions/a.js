class Timer {
  tick() {}
  start() {
    setInterval(() => this.tick(), 1);
    setInterval(function () { this.tick(); }, 1);
  }
  stop = () => this.tick();
}
const plain = { tick() {}, go() { this.tick(); } };
plain.go();
