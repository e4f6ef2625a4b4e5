class User
  def initialize(name)
    @name = name
  end

  def save
  end

  def self.make
    new("made")
  end

  scope :known do
    make.save
  end
end
