#include <memory>

struct Memory {
  Memory() {}
};

class Builder {
 public:
  explicit Builder(std::shared_ptr<Memory> memory) : memory_(memory), own_() {}

 private:
  std::shared_ptr<Memory> memory_;
  Memory own_;
};
