func main() {
    let shop = Shop()
    shop.greet()
    shop.close(early: false)
    Shop.best.greet()
    let mood: Shop.Mood = .good
    shop.till.empty()
}
