#include <cstdint>
#include <string>

inline uint16_t UNALIGNED_LOAD16(const void* p) { return 0; }

inline const std::string INVALID_NODE(const std::string& key) {
  return key;
}

int use() {
  INVALID_NODE("a");
  return UNALIGNED_LOAD16(0);
}
