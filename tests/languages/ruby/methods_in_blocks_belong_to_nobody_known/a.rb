describe "one" do
  def env; end

  it { env }
end

describe "two" do
  def env; end

  it { env }
end

class Thing
  included do
    def hidden; end
  end

  def run
    hidden
  end
end
