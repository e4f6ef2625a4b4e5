#include "log.h"
void log_at(int level, const char *text) {}
