class Element;

class Node {
 public:
  const Element* first(const char* name = 0) const;
  Element* first(const char* name = 0) {
    return const_cast<Element*>(const_cast<const Node*>(this)->first(name));
  }
};
