class Base
  def initialize(x); end
end

class Thing < Base
end

class Other < Base
  def initialize(x)
    super
  end
end

class Made
  def self.new
    Thing.allocate
  end
end

Thing.new(1)
Other.new(2)
Made.new
