import Shop

func local() {}

func main() { open(); local(); helper(); Crate() }
