#include "store.h"

class StoreTest : public testing::Test {
 protected:
  void Fill() {}
  Store store_;
};

TEST_F(StoreTest, Opens) {
  Fill();
  this->Fill();
  store_.Open();
}

TEST(Plain, Opens) {
  Store store;
  store.Open();
}

TEST(Plain, Closes) {}
