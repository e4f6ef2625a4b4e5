function one() {}
function two() {}
function three() {}
const table = { one, inner: { two }, list: [three] };
const { one: first, inner: { two: second }, missing = three } = table;
first();
second();
missing();
const [a, , b = two] = [one, two];
a();
b();
function take({ one, ...rest }, [x]) { one(); x(); }
take(table, [three]);
