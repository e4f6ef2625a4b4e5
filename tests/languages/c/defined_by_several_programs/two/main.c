#include "../common.h"
void usage(void) {}
int main(void) { usage(); }
