<?php
class Item { function go() { } static function make() { } }

function f($x, string $class, string $method, Item $item)
{
    $x->go();
    $class::make();
    $item->$method();
    $item->{$method}();
    new $class();
    go();
}
