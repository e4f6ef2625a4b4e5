package shop

type node struct{}

func (*node) Do() {}

func price() *node { return &node{} }

func Use() {
	node := &node{}
	node.Do()
	price := price()
	price.Do()
	if price := price; price != nil {
		price.Do()
	}
}

func Other() { price().Do() }
