local shop = require("shop")
shop.cart.total()
require("socket.http").request()
