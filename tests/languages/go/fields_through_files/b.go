package shop

type Config struct{ store *Store }
