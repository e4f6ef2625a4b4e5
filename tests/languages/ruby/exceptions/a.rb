class Broken < StandardError
  def initialize(what); end
  def hint; end
end

class Lost < Broken
end

def run
  raise Broken, "x"
rescue Lost => error
  error.hint
end
