namespace Apart;

class Apart { void Run() => Tool.Use(); }
