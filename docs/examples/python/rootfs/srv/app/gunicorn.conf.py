import os

bind = "0.0.0.0:8000"
chdir = "/srv/app"
worker_tmp_dir = "/dev/shm"
# Those that this server may use, not those of the machine.
workers = 2 * len(os.sched_getaffinity(0)) + 1
raw_env = [f"WORKERS={workers}"]
