void work() {}

struct Sink {
  void log();
  void flush();
};

void Sink::log() {
  LIB_TRY {
    work();
  }
  LIB_LOGGER_CATCH(where)
}

void Sink::flush() { log(); }
