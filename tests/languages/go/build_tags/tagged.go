//go:build linux && !(fast || windows)

package shop

func tagged() {}
