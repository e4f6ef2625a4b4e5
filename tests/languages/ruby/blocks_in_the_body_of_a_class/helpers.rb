class Testing::Case
  def create(name)
    User.new(name)
  end
end
