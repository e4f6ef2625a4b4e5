<?php
namespace One {
    class A { static function f() { } }
}
namespace Two {
    class B { static function g() { \One\A::f(); } }
}
namespace {
    \Two\B::g();
}
