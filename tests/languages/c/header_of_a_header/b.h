void deep(void);
