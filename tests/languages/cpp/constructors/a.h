class Base { public: Base(int x); };
class Part { public: Part(); Part(int x); };
class Whole : public Base {
 public:
  Whole(int x);
 private:
  Part part_;
  Part* other_;
};
