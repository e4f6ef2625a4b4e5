namespace Shop.Tools
{
    static class Tool { public static void Use() { } }
}

namespace Elsewhere
{
    class Here { void Run() => Tool.Use(); }
}
