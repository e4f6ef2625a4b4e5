using Shop;

var app = App.Create();
app.Run();
Helper(app);

static void Helper(App a) => a.Run();
