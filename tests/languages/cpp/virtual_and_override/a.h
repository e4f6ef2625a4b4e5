class Shape { public: virtual int area() = 0; virtual ~Shape(); };
