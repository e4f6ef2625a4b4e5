#ifdef UNIX
void run(void) { unix_only(); }
#else
void run(void) { other_only(); }
#endif
void unix_only(void) {}
void f(void) { run(); }
