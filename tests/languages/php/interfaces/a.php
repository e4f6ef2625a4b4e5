<?php
interface Runs { const MOST = 1; public function run(Item $x): Item; }
interface Stops extends Runs, \Countable { public function stop(); }

class Both implements Stops
{
    public function run(Item $x): Item { return $x; }
    public function stop() { }
    public function count(): int { return self::MOST; }
}

class Item { function go() { } }

function use_it(Stops $s, Runs&Stops $both) { $s->run(new Item)->go(); $s->stop(); $both->stop(); }
