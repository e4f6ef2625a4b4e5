class Cart
  def total
    prices.sum + self.tax + discount(2)
  end

  def prices; end
  def tax; end
  def discount(share); end

  def shadowed(tax)
    prices = tax
    prices
  end
end
