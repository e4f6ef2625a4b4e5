class LIB_EXPORT Store {
 public:
  void put() EXCLUSIVE_LOCKS(mutex_);
 private:
  int count_ GUARDED_BY(mutex_);
};
