namespace lib {
namespace {
int hidden() { return 2; }
}
int other() { return hidden(); }
}
