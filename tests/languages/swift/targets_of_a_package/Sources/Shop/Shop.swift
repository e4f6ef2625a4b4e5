import Depot
import Logging

func open() { Crate().load(); helper(); local() }
