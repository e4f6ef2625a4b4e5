local Cart = {}
Cart.__index = Cart

function Cart.new()
  local self = setmetatable({}, Cart)
  self.items = {}
  return self
end

function Cart:total()
  self:each()
  return Cart.rate(self)
end

function Cart:each() end

function Cart.rate(self)
  self:each()
end

local cart = Cart.new()
cart:total()
cart.each(cart)
