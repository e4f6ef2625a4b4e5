<?php
namespace App\Model;

class Item { function go() { } }
