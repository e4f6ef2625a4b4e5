module Helpers
  def help; end
end

class Request
  module Helpers
    def help; end
  end
  include Helpers

  def run
    help
  end
end
