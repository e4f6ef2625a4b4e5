namespace Shop;

class App { public static App Create() => new(); public void Run() { } }
