class Level
{
    public static Level Parse(string s) => new Level();
    public void Go() { }
}

class Logger
{
    public Level Level { get; } = new Level();
    Level Other;

    void Use(Level level)
    {
        Level.Go();
        Level.Parse("a").Go();
        Level local = level;
        local.Go();
        Other.Go();
    }
}
