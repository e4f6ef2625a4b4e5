void *own_alloc(int size);
#define alloc own_alloc
