Cart.new.total
