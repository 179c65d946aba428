import json
import os


def memory_limit():
    # cgroup v2, and v1.
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        if os.path.exists(path):
            with open(path) as file:
                return int(file.read())


def answer(environ, start_response):
    seen = {
        "processors": len(os.sched_getaffinity(0)),
        "memoryBytes": memory_limit(),
        "workers": int(os.environ["WORKERS"]),
        "worker": os.getpid(),
    }
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(seen).encode()]
