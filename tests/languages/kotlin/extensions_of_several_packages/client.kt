package client

class Client

fun Client.get(url: String): String = url
