import z, { all, Deep, Renamed, fn } from ".";
new Deep().go();
all.fn();
z.fn();
fn();
let r: Renamed;
r.go();
