using System;
using System.Collections.Generic;
using System.Linq;

class Item { public bool Ok() => true; public List<Item> Parts; public Item Next() => this; public void Go() { } }

class A
{
    void Use(IEnumerable<Item> items, Item[] array)
    {
        items.Where(x => x.Ok()).Select(x => x.Next()).First().Go();
        array.SelectMany(a => a.Parts).ToList().ForEach(p => p.Go());
        var found = from i in items where i.Ok() let n = i.Next() orderby n.Ok() select n;
        Func<Item, Item> next = i => i.Next();
        next(array[0]).Go();
        Action<Item> run = delegate (Item i) { i.Go(); };
        Run(i => i.Go());
        items.OrderBy(x => x.Ok()).FirstOrDefault()?.Go();
        Run(Static);
    }

    void Run(Action<Item> action) { action(null); }
    static void Static(Item item) { }
}
