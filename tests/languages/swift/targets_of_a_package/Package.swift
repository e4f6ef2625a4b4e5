// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Shop",
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.5.0"),
    ],
    targets: [
        .target(name: "Shop", dependencies: ["Depot", .product(name: "Logging", package: "swift-log")]),
        // .target(name: "Gone"),
        .target(name: "Depot", dependencies: [.target(name: "Shop")], path: "Code/Depot"),
        .executableTarget(name: "cli", dependencies: ["Shop"]),
    ]
)
