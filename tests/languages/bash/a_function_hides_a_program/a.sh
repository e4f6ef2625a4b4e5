grep() { command grep --color "$@"; }
find_it() { grep "$1" file; }
sed s/a/b/
