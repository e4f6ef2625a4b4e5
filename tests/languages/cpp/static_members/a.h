class Status { public: static Status OK(); bool ok() const { return code() == 0; } private: int code() const; };
