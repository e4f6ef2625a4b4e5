package a
package b

class B extends A { def two = one }
