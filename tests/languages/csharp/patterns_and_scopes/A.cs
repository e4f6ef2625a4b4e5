class Shape { public void Draw() { } }
class Round : Shape { public void Roll() { } }
class Square : Shape { public void Stand() { } }

class A
{
    void Use(object o, Shape shape)
    {
        if (o is Round round) round.Roll();
        switch (shape)
        {
            case Round x: x.Roll(); break;
            case Square x when x != null: x.Stand(); break;
        }
        var drawn = o switch { Round r => r, Square s => (Shape)s, _ => shape };
        drawn.Draw();
        (o as Square).Stand();
        if (Try(out Round made)) made.Roll();
        for (Shape s = shape; s != null;) { s.Draw(); }
        { Round s = null; s.Roll(); }
        try { } catch (Broken e) when (e.Now()) { e.Now(); }
    }

    bool Try(out Round made) { made = null; return true; }
}

class Broken : System.Exception { public bool Now() => true; }
