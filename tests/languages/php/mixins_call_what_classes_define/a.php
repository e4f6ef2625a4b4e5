<?php
trait Runs { function start() { $this->steps(); } }

class Steps { use Runs; function steps() { } }
