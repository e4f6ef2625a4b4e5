require "shop/cart"
require "json"
require_relative "shop/till"
require_relative "shop/missing"

module Shop
  autoload :Tax, "shop/tax"
end
