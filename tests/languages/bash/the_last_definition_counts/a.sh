if [ -n "$ZSH" ]; then
  shell() { first; }
else
  shell() { second; }
fi
first() { :; }
second() { :; }
shell
