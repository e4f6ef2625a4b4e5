def run(job):
    job()
