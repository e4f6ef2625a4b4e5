import { Command, open } from "./command";

new Command().name("a").parse().options();
open("a").name();
open().options();
