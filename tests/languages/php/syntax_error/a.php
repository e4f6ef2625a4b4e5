<?php
class A
{
    function before() { $this->after(); }
    function broken() { $x = = 1; }
    function after() { $this->before(); }
}
