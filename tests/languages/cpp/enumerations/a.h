enum class Kind { ONE, TWO };
Kind kind_of(int x);
