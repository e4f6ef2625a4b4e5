void fail() {}
void leave() {}
void print(const char* text) {}

#define LIB_DESCRIBE(x)                                  \
  public: /* overridden */                               \
    void describe_##x();

void run(bool wrong) {
  if (wrong)
#if LIB_EXCEPTIONS
    fail();
#else
    leave();
#endif
  print("first "
        "second"
#if defined(_MSC_VER)
        " third"
#endif
  );
  leave();
}
