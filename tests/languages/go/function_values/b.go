package shop

func More() { each(helper) }
