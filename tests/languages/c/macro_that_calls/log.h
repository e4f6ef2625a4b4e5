void log_at(int level, const char *text);
#define LOG(text) do { log_at(1, text); } while (0)
#define WARN(text) LOG(text)
