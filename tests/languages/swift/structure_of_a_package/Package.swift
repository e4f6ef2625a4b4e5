let package = Package(name: "Shop", targets: [.target(name: "Shop")])
