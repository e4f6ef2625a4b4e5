class Money
  include Comparable

  def <=>(other); end
  def ==(other); end
  def +(other)
    Money.new
  end
  def [](key); end
  def []=(key, value); end
  def empty?; end
  def save!; end
end

money = Money.new
money + money
money == money
money <=> money
money[1]
money[2] = 3
money.empty?
money.save!
