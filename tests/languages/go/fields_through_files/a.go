package shop

type App struct{ config Config }

func (a *App) Run() { a.config.store.Open().Close() }
