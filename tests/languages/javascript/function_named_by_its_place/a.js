const api = { read() {}, write: function () {}, close: () => {}, nested: { deep() {} } };
api.open = function () {};
function Shape() {}
Shape.prototype.area = function () {};
Shape.unit = () => {};
api.read();
api.write();
api.close();
api.nested.deep();
api.open();
new Shape().area();
Shape.unit();
