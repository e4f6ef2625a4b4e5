#include "a.h"
class Tree::Iter { public: bool valid() { return true; } void next() { valid(); } };
void Tree::Node::visit() {}
void Tree::walk() { Iter i; i.next(); Node n; n.visit(); }
void f(Tree::Node* n) { n->visit(); }
