function Queue(first) {
  this.items = [];
  this.first = first;
}
Queue.prototype.push = function (x) {
  return this.size();
};
Queue.prototype.size = function () {};
const queue = new Queue(1);
queue.push(2);
function use(q) { q.size(); }
use(new Queue());
