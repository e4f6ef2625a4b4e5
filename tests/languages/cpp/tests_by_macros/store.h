class Store {
 public:
  void Open();
  enum { kMost = 4 };
  struct {
    int x;
  } place;
};
