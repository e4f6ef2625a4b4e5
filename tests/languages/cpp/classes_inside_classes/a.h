class Tree { public: class Iter; struct Node { void visit(); }; void walk(); };
