class Item
  def price; end
end

class Cart
  def initialize
    @items = [Item.new]
  end

  def total
    @items.map { |item| item.price }
    @items.map(&:price)
    @items.each_with_index do |item, place|
      item.price
      place.price
    end
    @items.inject(0) { |sum, item| item.price }
    @items.first.price
    prices = { one: Item.new }
    prices.each { |name, item| item.price }
    prices[:one].price
  end
end
