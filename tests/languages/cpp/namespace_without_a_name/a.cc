namespace lib {
namespace {
int hidden() { return 1; }
}
int shown() { return hidden(); }
}
