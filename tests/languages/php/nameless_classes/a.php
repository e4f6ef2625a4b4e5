<?php
interface Runs { function run(); }
abstract class Base { function __construct(int $x) { } function above() { } }

function make(): Runs
{
    return new class(1) extends Base implements Runs {
        function run() { $this->above(); self::here(); }
        static function here() { }
    };
}

$made = new class { function go() { } };
$made->go();
make()->run();
