class Key {};
class Text {};
int compare(const Key& a);
int compare(const Text& a);
int compare(int a);
