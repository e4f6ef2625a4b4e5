class Thing
  def run
    go
  end

  def broken
    go(1, )) 2
  end

  def go; end
end

Thing.new.
