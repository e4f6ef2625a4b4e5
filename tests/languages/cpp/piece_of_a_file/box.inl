// Included by box.cc, behind what it needs.

int Box::twice() const { return size() + size(); }

inline int all(const Box& box) { return box.twice(); }
