class A
{
    void Run(int n)
    {
        Local(n);
        int Local(int x) => x > 0 ? Local(x - 1) : Other();
        static int Pure(int y) { return y; }
        Pure(1);
    }

    int Other() => 1;
}
