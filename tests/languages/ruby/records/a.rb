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
