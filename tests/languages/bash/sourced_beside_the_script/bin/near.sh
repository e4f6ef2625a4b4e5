near() { every; }
