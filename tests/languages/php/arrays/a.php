<?php
class Item { function go() { } }
class Part { function fit() { } }

class Holder
{
    private $items = [];

    function add(Item $x) { $this->items[] = $x; }

    function run(Part ...$parts)
    {
        foreach ($this->items as $item) { $item->go(); }
        foreach ($parts as $part) { $part->fit(); }
        $map = ['a' => new Item(), 'b' => new Part()];
        $map['a']->go();
        $map['b']->fit();
        $list = [new Item(), new Part()];
        $list[1]->fit();
        end($this->items)->go();
    }
}
