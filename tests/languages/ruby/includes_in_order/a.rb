module First
  def name; end
  def first; end
end

module Second
  def name
    super
  end
end

class Base
  def name; end
end

class Thing < Base
  include First
  include Second

  def name
    super
    first
  end
end
