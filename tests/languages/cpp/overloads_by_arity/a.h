class Out { public: void put(int a); void put(int a, int b); void put(int a, int b, int c = 0); };
