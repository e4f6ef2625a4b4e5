namespace Lib;

using System.Collections.Generic;

public static class Extensions
{
    public static Item Twice(this Item item, int times = 2) => item.Twice(times);
    public static void Each<T>(this IEnumerable<T> all, System.Action<T> action) { }
    public static bool IsEmpty(this string text) => text.Length == 0;
    public static void Only(this Other other) { }
    public static void Go(this Item item, string s) { }
}

public class Item { public void Go(int i) { } }
public class Other { }
