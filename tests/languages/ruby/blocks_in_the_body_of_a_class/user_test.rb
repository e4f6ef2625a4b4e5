class UserTest < Testing::Case
  setup do
    @user = create("set up")
  end

  test "saves" do
    user = create("a")
    user.save
    @user.save
    other.save
  end

  test "another block has its own variables" do
    [create("b")].each { |user| user.save }
    user
    other
  end

  def user
    create("c")
  end

  def other
    user
  end
end
