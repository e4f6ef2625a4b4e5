import UIKit

class AppDelegate {
    let store = Store()

    func launch() { store.load(); configure(store) }
}
