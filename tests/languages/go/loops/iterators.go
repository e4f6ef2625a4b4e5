package shop

import "iter"

func lines() iter.Seq[*Line] { return nil }

func pairs() iter.Seq2[string, Line] { return nil }

type Level int

const (
	Low Level = iota
	High
)

func (Level) Show() {}

func More() {
	for line := range lines() {
		line.Show()
	}
	for _, line := range pairs() {
		line.Show()
	}
	High.Show()
}
