#if defined(__has_cpp_attribute) && __has_cpp_attribute(lib::bound)
#endif

String LIB_API writeString(int value);

class Box {
  LIB_PRIVATE_UNLESS_TESTED:
    LIB_NON_NULL(2)
    Box(const char* text) LIB_NOEXCEPT : size_(0) {}
    Box(Box&&) LIB_NOEXCEPT = default;
    friend LIB_API Box operator!(const Box& other);
    static LIB_API Box make();
    static LIB_INLINE_VARIABLE constexpr int most = 3;
    LIB_DEFINE_FIELDS(Box, size_)
    template <typename T>
    void put(typename enable_if<is_small<T>>::type* = 0) { grow(); }
    auto first() -> decltype(size(0), last()) { return last(); }
    int last();
  private:
    void grow();
    int size_;
};

extern template class Pair<Box>;
LIB_FLAG(unsigned int, most, 3,
         "How many");

inline const Box** boxes(int n) { return new const Box*[n]; }
