<?php
enum Suit: string
{
    case Hearts = 'h';
    case Spades = 's';
    const Wild = self::Spades;

    public static function first(): self { return self::Hearts; }
    public function label(): string { return match($this) { self::Hearts => $this->red(), default => '' }; }
    private function red() { }
}

Suit::first()->label();
Suit::Spades->label();
Suit::from('h');
