namespace Shop;

class ItemTests { void Runs() => new Item().Go(); }
