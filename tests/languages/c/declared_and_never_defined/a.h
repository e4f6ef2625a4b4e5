int outside(int x);
