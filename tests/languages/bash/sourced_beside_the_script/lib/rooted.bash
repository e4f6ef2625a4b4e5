rooted() { :; }
