return { cart = require("shop.cart") }
