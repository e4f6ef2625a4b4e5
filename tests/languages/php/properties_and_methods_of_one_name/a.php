<?php
class Client
{
    private Item $items;
    /** @var Part */
    public static $part;

    public function items(): Part { return new Part(); }

    function run()
    {
        $this->items->go();
        $this->items()->fit();
        self::$part->fit();
        $other = new self();
        $other->items()->fit();
    }
}

class Item { function go() { } }
class Part { function fit() { } }
