<?php
namespace App;

#[\Attribute]
class Route { public function __construct(public string $path) { } }

#[Route('/a')]
class Page
{
    #[Route('/b'), Unknown]
    function show() { }
}
