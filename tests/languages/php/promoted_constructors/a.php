<?php
class Log { public function write(string $s): self { return $this; } }

class Service
{
    public function __construct(private readonly Log $log, protected ?Service $next = null, int $plain = 1) { $log->write('a'); }

    public function run(): void
    {
        $this->log->write('a')->write('b');
        $this->next?->run();
        new Service(new Log(), next: new self(new Log()));
    }
}
