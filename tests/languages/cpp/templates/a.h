template <typename T>
class Box {
 public:
  T get();
  void put(T x) { get(); }
};
template <typename T>
T Box<T>::get() { return T(); }
class Item { public: void use(); };
