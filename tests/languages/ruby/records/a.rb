class User < ActiveRecord::Base
  def confirm
  end

  def self.last
    Admin.new
  end
end

class Admin
  def retire
  end
end

User.create!(name: "a").confirm
user = User.find_by(name: "b")
user.confirm
User.last.retire
Admin.first.retire

class UserTest < Minitest::Test
  test "a factory's create makes no test" do
    create(:user).confirm
  end
end
