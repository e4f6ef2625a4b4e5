class Store
  def self.open
    store = new
    store.load
    store
  end

  class << self
    def default
      open
    end
  end

  def load
    self.class.open
  end

  def open; end

  def again
    open
  end
end

class Small < Store
  def self.open
    super
  end
end

Small.default.load
Store.open.open
