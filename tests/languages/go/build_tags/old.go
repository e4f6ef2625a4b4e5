// +build !linux,cgo plan9

package shop

func only() {}

func inner() {}
