<?php
require __DIR__ . '/../src/tools.php';
require_once 'local.php';
include dirname(__FILE__) . '/missing.php';
helper();
Tools::run();
