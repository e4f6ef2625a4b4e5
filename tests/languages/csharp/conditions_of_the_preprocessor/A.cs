#if NET
namespace N
{
#endif
    class A
#if CLONE
        : ICloneable
#endif
    {
#if FAST
        void Run() { Fast(); }
#else
        void Run() { Slow(); }
#endif
        void Fast() { }
        void Slow()
        {
            if (true)
            {
                Fast();
            }
#if MORE
            else if (false)
            {
                Slow();
            }
#endif
            else
            {
                Fast();
            }
        }
    }
#if NET
}
#endif
