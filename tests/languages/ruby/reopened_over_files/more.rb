class Cart
  include Taxed

  def later
    total
    rate
  end
end

module Taxed
  def rate; end
end
