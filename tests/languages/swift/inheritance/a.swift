class Animal {
    func speak() { breathe() }
    func breathe() {}
    final func sleep() {}
    class func kind() -> String { "" }
}

class Dog: Animal {
    override func speak() {
        super.speak()
        breathe()
        sleep()
    }

    override class func kind() -> String { super.kind() }
}

actor Kennel {
    var dogs: [Dog] = []
    func wake() async { for dog in dogs { dog.speak() } }
}

func main(dog: Dog, kennel: Kennel) async {
    dog.speak()
    dog.sleep()
    await kennel.wake()
    Dog.kind()
}
