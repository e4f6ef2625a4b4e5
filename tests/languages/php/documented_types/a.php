<?php
namespace App;

use App\Model\Item as Thing;

class Docs
{
    /** @var Thing[] */
    private $things = [];

    /** @var array<string, list<Thing>> */
    private array $by;

    /**
     * @param Thing|null $one
     * @param array<int, Thing> $many
     * @return Thing|false
     */
    function first($one, array $many)
    {
        $one->go();
        foreach ($many as $each) { $each->go(); }
        foreach ($this->things as $i => $thing) { $thing->go(); }
        $this->by['a'][0]->go();
        /** @var Thing $told */
        $told = unknown();
        $told->go();
        /** @var Thing */
        $also = unknown();
        $also->go();
        return $one;
    }

    /** @return $this */
    function self() { return $this; }

    /** @return \App\Model\Item */
    function full() { return unknown(); }

    function run() { $this->first(null, [])->go(); $this->self()->self()->full()->go(); }
}
