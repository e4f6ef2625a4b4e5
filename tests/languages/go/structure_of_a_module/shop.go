// Package shop sells.
package shop

import "github.com/spf13/pflag"

var flags pflag.FlagSet
