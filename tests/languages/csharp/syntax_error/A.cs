class A
{
    void Before() { After(); }
    void Broken( { !!! }
    void After() { Before(); }
}
