<html>
<?php foreach (items() as $item): ?>
  <b><?= $item->name() ?></b>
<?php endforeach; ?>
<?php
class Item { function name() { } }
/** @return Item[] */
function items() { return []; }
