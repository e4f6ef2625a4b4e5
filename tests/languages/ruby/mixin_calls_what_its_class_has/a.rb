module Each
  def empty?
    count?
  end
end

class List
  include Each

  def count?; end
end
