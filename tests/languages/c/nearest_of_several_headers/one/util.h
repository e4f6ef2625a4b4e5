int one_only(void);
