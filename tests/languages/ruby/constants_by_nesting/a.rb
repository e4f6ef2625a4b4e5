class Price
  def self.of; end
end

module Shop
  class Price
    def self.of; end
  end

  class Cart
    def near
      Price.of
    end

    def outside
      ::Price.of
      Shop::Price.of
    end
  end
end

class Shop::Basket
  def run
    Price.of
  end
end

class Till
  def run
    Price.of
  end
end
