package shop

func Total() int { return count() }

func count() int { return 1 }
