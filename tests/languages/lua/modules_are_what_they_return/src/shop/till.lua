local cart = require("shop.cart")
local sum = cart.sum
local sum_of = require "shop.cart".sum

cart.total({})
sum({})
sum_of({})
cart.missing()
