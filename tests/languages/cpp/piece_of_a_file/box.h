class Box {
 public:
  int size() const;
  int twice() const;
};
