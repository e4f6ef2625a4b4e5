go() { :; }
action=go
$action
"$action" now
"${action}_later"
command go
echo go
