int price(void);
