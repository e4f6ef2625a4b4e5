package log

type Logger struct{}

func New() *Logger { return &Logger{} }

func (l *Logger) Print() {}

var Default = New()
