#include <shop/item.h>
#include <stdio.h>
int total(void) { return price(); }
