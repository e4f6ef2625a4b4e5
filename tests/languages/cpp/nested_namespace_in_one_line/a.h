namespace a::b { int f(); }
