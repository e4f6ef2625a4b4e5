<?php
class Other { use Runs; function steps() { } }
