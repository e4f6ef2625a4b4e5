<?php
function helper() { }
class Tools { static function run() { } }
