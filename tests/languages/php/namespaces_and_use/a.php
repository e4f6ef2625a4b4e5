<?php
namespace App\Http;

use App\Model\Item;
use App\Model\{Part, Whole as All};
use App\Model as M;
use function App\Model\help;
use const App\Model\MOST;

class Here
{
    function run()
    {
        (new Item)->go();
        Part::make();
        All::make();
        M\Part::make();
        help();
        M\help();
        \App\Model\help();
        \everywhere();
        everywhere();
        namespace\near();
        new Hidden();
        strlen('a');
    }
}

function near() { }
