package text

func Show() {}
