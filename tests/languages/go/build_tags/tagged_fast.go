//go:build fast

package shop

func tagged() { inner() }

func inner() {}
