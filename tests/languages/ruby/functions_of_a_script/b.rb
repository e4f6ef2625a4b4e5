class Thing
  def run
    other
  end

  def other; end
end

helper(3)
