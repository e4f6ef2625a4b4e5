const till = @import("till");

test "a module whose root lies beside the build" {
    till.open();
}
