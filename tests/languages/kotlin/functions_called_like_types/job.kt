package a
interface Job { fun cancel() }
class JobImpl : Job { override fun cancel() {} }
fun Job(parent: Int? = null): Job = JobImpl()
