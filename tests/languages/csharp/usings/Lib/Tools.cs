namespace Lib.Tools;

public static class Text { public static string Trim(string s) => s; public const int Most = 1; }
public class Box<T> { public T Value { get; set; } }
public class Plain { public void Go() { } }
