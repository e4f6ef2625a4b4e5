<?php
class Base { }
class Round extends Base { function roll() { } }
class Square extends Base { function stand() { } }

function use_it(Base $x, $y)
{
    if ($x instanceof Round) { $x->roll(); }
    if ($y && $y instanceof Square) { $y->stand(); }
    $x->roll();
}
