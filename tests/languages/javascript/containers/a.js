class Node { visit() {} }
const map = { a: new Node(), "b-c": new Node() };
map.a.visit();
map["b-c"].visit();
const list = [new Node()];
list[0].visit();
for (const node of list) node.visit();
list.filter(Boolean)[0].visit();
list.find((n) => n).visit();
Object.values({ x: new Node() }).forEach((n) => n.visit());
