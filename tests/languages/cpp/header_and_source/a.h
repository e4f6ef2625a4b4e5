class Box {
 public:
  int size() const;
  void put(int x);
};
