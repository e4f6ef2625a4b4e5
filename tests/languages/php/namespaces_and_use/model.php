<?php
namespace App\Model;

const MOST = 3;
class Item { public function go() { } }
class Part { public static function make() { } }
class Whole { public static function make() { } }
class Hidden { }
function help() { }
