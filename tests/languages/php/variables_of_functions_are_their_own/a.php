<?php
class Item { function go() { } }

$shared = new Item();
function f($shared) { $shared->go(); }
function g() { static $kept = null; $kept = new Item(); $kept->go(); }
function h(Item &$x, $y = new Item()) { $x->go(); $y->go(); }
