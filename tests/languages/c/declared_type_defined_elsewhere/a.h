struct hidden;
struct hidden *make(void);
