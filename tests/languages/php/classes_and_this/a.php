<?php
abstract class Base
{
    protected ?Item $item = null;
    public function above(): void { $this->below(); }
    abstract protected function below(): void;
    public static function made(): static { return new static(); }
    public function item(): Item { return $this->item; }
}

final class Sub extends Base
{
    private $kept;

    public function __construct() { $this->kept = new Item(); }

    protected function below(): void
    {
        parent::above();
        $this->item()->go();
        $this->item->go();
        $this?->kept?->go();
        self::made()->below();
        static::made()->item()->go();
        Sub::made()->only();
    }

    private function only() { }
}

class Item { public function go() { } }
