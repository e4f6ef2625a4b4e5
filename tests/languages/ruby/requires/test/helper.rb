name = "x"
require "shop/#{name}"
