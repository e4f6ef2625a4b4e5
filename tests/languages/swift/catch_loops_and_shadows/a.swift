struct Failure: Error {
    func report() {}
}

struct Job {
    func run() throws {}
    func stop() {}
}

struct Other {
    func run() {}
}

func main(job: Job, jobs: [Job]) {
    do {
        try job.run()
    } catch let failure as Failure {
        failure.report()
    } catch {
        print(error)
    }
    for job in jobs where check(job) { job.stop() }
    if let job = make() { job.run() }
    job.stop()
    switch any() {
    case let other as Other: other.run()
    case is Job: job.stop()
    default: break
    }
    defer { job.stop() }
    let text = "\(check(job)) \(1 + size(job))"
    if !check(job) && check(job) || size(job) > size(job) { return }
}

func check(_ job: Job) -> Bool { true }
func size(_ job: Job) -> Int { 1 }
func make() -> Other? { nil }
func any() -> Any { 1 }
