<?php
function everywhere() { }
