class Failure { public: void what() {} };
void f() { try { throw Failure(); } catch (const Failure& e) { e.what(); } }
