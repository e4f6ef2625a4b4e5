def work():
    pass


def run(job):
    job()


run(work)
