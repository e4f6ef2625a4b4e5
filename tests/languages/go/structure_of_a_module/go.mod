module example.org/shop

go 1.22

require (
	github.com/spf13/pflag v1.0.9
	go.yaml.in/yaml/v3 v3.0.4
)
