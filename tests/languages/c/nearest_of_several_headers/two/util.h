int two_only(void);
