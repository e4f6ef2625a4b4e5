class Log { write() {} }
class Service {
  constructor(private readonly log: Log, protected other?: Log, plain?: Log) {}
  run() { this.log.write(); this.other?.write(); this.plain.write(); }
}
