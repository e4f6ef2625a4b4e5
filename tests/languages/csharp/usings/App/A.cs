using static Lib.Tools.Text;
using Same = Lib.Tools.Plain;
using Held = Lib.Tools.Box<Lib.Tools.Plain>;
using System.Text;

namespace App;

class A
{
    void Use(Held held)
    {
        Trim("a");
        new Same().Go();
        held.Value.Go();
        new Plain().Go();
        new StringBuilder();
    }
}
