struct Lock { ~Lock(); void close(); };
Lock::~Lock() { close(); }
void Lock::close() {}
void f(Lock* l) { delete l; }
