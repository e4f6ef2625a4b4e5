class Money
{
    public static Money operator +(Money a, Money b) => a.Plus(b);
    public static implicit operator Money(int n) => new Money();
    public static bool operator ==(Money a, Money b) { return Same(a, b); }
    public static bool operator !=(Money a, Money b) => !(a == b);
    Money Plus(Money other) => this;
    static bool Same(Money a, Money b) => true;
    void Use(Money a, Money b) { (a + b).Plus(a); }
}
