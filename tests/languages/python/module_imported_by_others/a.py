import package
import package.named

package.named.f()
package.loaded.f()
