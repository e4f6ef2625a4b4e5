class Name
  def to_text; end
end

Point = Struct.new(:x, :y) do
  def distance
    x
  end
end

class Pair < Struct.new(:left, :right)
  def swap
    left
  end
end

Failure = Class.new(StandardError)

class Late < Failure
end

Point.new(1, 2).distance
Pair.new(1, 2).swap
