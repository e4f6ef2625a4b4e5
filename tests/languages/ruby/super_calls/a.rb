class Base
  def run(x); end
  def stop; end
  def self.make; end
end

class Thing < Base
  def run(x)
    super(x)
  end

  def stop
    super()
  end

  def self.make
    super
  end

  def alone
    super
  end
end
