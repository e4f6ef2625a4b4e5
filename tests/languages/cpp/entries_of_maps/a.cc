#include <map>
#include <string>
#include <utility>

struct Key {
  int length() const { return 0; }
};
struct Item {
  void use() {}
};

void all(std::map<Key, Item>& items) {
  for (auto& entry : items) {
    entry.first.length();
    entry.second.use();
  }
}

void one(std::map<std::string, Item*>& items) {
  auto found = items.find("a");
  if (found != items.end()) found->second->use();
  items.insert({"b", nullptr}).first->second->use();
}

void each(std::map<Key, Item>& items) {
  for (auto it = items.begin(); it != items.end(); ++it) (*it).second.use();
}

void pair(const std::pair<Key, Item*>& pair) { pair.second->use(); }
