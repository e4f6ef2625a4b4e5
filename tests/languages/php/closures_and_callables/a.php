<?php
class Item { function go() { } static function make(): Item { return new Item(); } }

class Runs
{
    /** @var Item[] */
    private array $items = [];

    function run(Item $outer, callable $given)
    {
        $f = function (Item $i) use ($outer) { $outer->go(); $this->own(); return $i; };
        $f($outer)->go();
        $g = fn(Item $i): Item => $i->go();
        array_map(fn($i) => $i->go(), $this->items);
        array_map([$this, 'own'], $this->items);
        array_map([Item::class, 'make'], []);
        usort($this->items, static fn($a, $b) => $a->go());
        $first = $this->own(...);
        $first();
        call_user_func([$this, 'own']);
        $given();
        (function () { $this->own(); })();
        named(function: $f);
    }

    function own() { }
}

function named(callable $function) { $function(new Item()); }
