<?php
trait Hello
{
    private array $said = [];
    public function hello() { $this->name(); self::help(); return $this; }
    public static function help() { }
    abstract function name();
}
trait World { public function hello() { } public function world() { } }

class Both
{
    use Hello, World { Hello::hello insteadof World; World::hello as protected other; world as earth; }

    function name() { }

    function run() { $this->hello()->name(); $this->other(); $this->world(); $this->earth(); self::help(); }
}

class Late extends Both { function more() { $this->hello(); } }
