package inner

func Do() {}
