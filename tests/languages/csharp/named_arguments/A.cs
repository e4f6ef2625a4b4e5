class Faults
{
    Faults Add(System.Func<int> made, int weight = 1) => this;
    Faults Add(string name, int weight = 1) => this;
    Faults Add(int weight = 1, string name = "") => this;

    void Use()
    {
        Add(weight: 2);
        Add("x", weight: 2);
        Add(name: "x");
    }
}
