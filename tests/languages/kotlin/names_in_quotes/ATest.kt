package a

class ATest {
    fun `it is (nearly) true`() {
        `another one`()
    }

    private fun `another one`() {}
}
