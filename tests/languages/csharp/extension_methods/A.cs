using System.Collections.Generic;
using Lib;

class A
{
    void Use(Item item, List<Item> items, string text)
    {
        item.Twice().Twice(3).Go(1);
        item.Go("a");
        items.Each(x => x.Go(2));
        text.IsEmpty();
        item.Only();
        Extensions.Twice(item, 1);
        text.Trim();
    }
}
