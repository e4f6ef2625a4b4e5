module example.org/shop

go 1.22

require example.org/money v1.2.3 // indirect

replace (
	example.org/money => ./third/money
	example.org/far => example.org/fork v1.0.0
)
