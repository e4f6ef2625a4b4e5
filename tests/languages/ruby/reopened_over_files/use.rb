Cart.new.later
Cart.new.rate
