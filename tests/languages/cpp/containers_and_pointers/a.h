#include <vector>
#include <map>
#include <memory>
class Item { public: void use(); };
