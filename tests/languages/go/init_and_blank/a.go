package shop

func init() { setUp() }

func init() { setUp() }

func setUp() {}

var _ = made()

func made() int { return 0 }

var Level = made()
