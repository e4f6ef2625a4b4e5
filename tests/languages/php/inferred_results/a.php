<?php
class Item { function go() { return $this; } function next() { return new Item(); } }

function make() { return new Item(); }
function either($c) { if ($c) { return new Item(); } return null; }
function all() { yield new Item(); yield 'k' => make(); yield from all(); }

make()->go()->next()->go();
either(1)?->go();
foreach (all() as $x) { $x->go(); }
$c = true ? new Item() : null;
$c->go();
($c ?? make())->go();
$c ??= make();
[$a, $b] = [new Item(), 1];
$a->go();
['x' => $d, 'y' => [$e]] = ['x' => new Item(), 'y' => [make()]];
$d->go();
$e->go();
(clone $d)->go();
(fn() => new Item())()->go();
