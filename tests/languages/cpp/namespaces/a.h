namespace shop {
class Item {
 public:
  int price();
};
namespace tax { int rate(); }
}
