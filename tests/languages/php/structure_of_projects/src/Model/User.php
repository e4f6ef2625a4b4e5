<?php
namespace Acme\Model;

class User { public function name() { } }
