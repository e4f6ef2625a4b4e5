#define API_EXPORT
API_EXPORT int open_it(const char *name);
API_TYPE(char *) name_of(int x);
