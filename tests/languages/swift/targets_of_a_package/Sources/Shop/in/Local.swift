func local() {}
