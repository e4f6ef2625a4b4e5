<?php
class Broken extends \RuntimeException { function why() { } static function because() { return new static('a'); } }
class Lost extends Broken { function where() { } }

try { throw Broken::because(); }
catch (Lost $e) { $e->where(); $e->why(); }
catch (Broken | \LogicException $e) { $e->why(); }
finally { Broken::because(); }
