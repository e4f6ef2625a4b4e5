package a
fun use(j: Job, f: () -> Job) {
  j.cancel()
  Job().cancel()
  f().cancel()
}
class Holder(val job: Job) {
  fun go() { job.cancel() }
}
