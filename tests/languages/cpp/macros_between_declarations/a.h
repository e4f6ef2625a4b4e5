#if LIB_HAS_INCLUDE(<string_view>) && \
    (LIB_VERSION > 1 || defined(OTHER))
#  include <string_view>
#endif
#if defined(A) && \
    !defined(B)
#  define C 1
#endif

LIB_BEGIN_NAMESPACE
LIB_PRAGMA_GCC(optimize("Og"))
namespace detail {

template <typename T, LIB_ENABLE_IF(!is_small<T>(0))>
LIB_CONSTEXPR auto twice(T value, int times = {}) -> T {
  if LIB_CONSTEXPR20 (times > 1) return value;
  return value + value;
}

LIB_EXPORT
class Box {
 public:
  LIB_CONSTEXPR Box(int value) : value_(value) {}
  explicit LIB_CONSTEXPR Box(long value) : value_(value) {}
  LIB_CONSTEXPR bool operator==(const Box& other) const { return same(other); }
  bool same(const Box& other) const;

 private:
  int value_;
};

}  // namespace detail
LIB_END_NAMESPACE

inline int use() { return detail::twice(2); }
