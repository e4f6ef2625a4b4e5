class Command {
  option(flags, text) {
    return this;
  }
  add(option) {
    return this;
  }
  parse() {}
}

const program = new Command();
program
  .add(new Command().option("first").option("second", "twice").option("third", "a text of more than one word"))
  .add(new Command().option("first").option("second", "twice").option("third", "a text of more than one word"))
  .add(new Command().option("first").option("second", "twice").option("third", "a text of more than one word"))
  .option("-a, --all", "everything that there is")
  .option("-b, --brief", "nothing that is not needed")
  .add(new Command().option("first").option("second", "twice").option("third", "a text of more than one word"))
  .option("-c, --count <number>", "how many")
  .parse();
