<?php
namespace Acme;

function use_it(Model\User $user) { $user->name(); new Model\User(); }
