using System;
namespace A {
  public interface IExpr { void CreateMap(); }
  public class Config {
    public Config(Action<IExpr> configure) { }
    public Config(Expr e, Action<IExpr> configure, int x = 1) { }
    public void Run() { }
  }
  public class Expr {}
  public class T {
    private Config field = new(cfg => cfg.CreateMap());
    Config Prop { get; } = new(cfg => { cfg.CreateMap(); });
    protected Config Make() => new(cfg => { cfg.CreateMap(); });
    protected Config Make2() { return new(cfg => { cfg.CreateMap(); }); }
    void M() {
      var a = new Config(cfg => cfg.CreateMap());
      Config b = new(cfg => cfg.CreateMap());
      b.Run();
      Make().Run();
    }
  }
}
