struct node { struct node *next; };
typedef struct { int size; } box_t;
typedef struct node node_t;
union either { int a; long b; };
enum color { RED, GREEN };
