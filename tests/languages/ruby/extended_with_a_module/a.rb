module Registry
  def register(name)
    names
  end

  def names; end
end

class Plugin
  extend Registry
  register :x

  def self.all
    names
  end
end

class Special < Plugin
  register :y
end

Plugin.names
Plugin.new.names
