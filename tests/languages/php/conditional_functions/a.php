<?php
if (!function_exists('twice')) {
    function twice() { return once(); }
}
function once() { return new Item(); }
class Item { function go() { } }
twice()->go();
