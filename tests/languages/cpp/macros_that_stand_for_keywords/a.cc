struct Error {};
void work();
void report(const char* text);
void work() {}
void report(const char* text) {}

void run() {
  LIB_TRY {
    work();
  }
  LIB_CATCH(const Error&) {
    report("failed");
  }
}
