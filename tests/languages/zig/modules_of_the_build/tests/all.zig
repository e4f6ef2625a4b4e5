const shop = @import("shop");
const other = @import("other");

test "opens" {
    shop.open();
    other.open();
}
