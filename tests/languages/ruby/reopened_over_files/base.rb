class Cart
  def total
    later
  end
end
