"""gunicorn's settings on a server: gunicorn --config deploy/gunicorn.conf.py diplomacy.wsgi"""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
# Threads, since a page waits for the database most of its time; processes, since Python computes on one core each.
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# An upload may wait 20 seconds for a slow PDF to be parsed, and be one of several.
timeout = 180
graceful_timeout = 30
# What a proxy on the same machine says of the visitor is believed; a proxy elsewhere is named in FORWARDED_ALLOW_IPS.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
accesslog = "-"
# Two sites on one machine would share it, and nothing here uses it.
control_socket_disable = True
# A heartbeat file in memory: on a slow disk gunicorn would take a waiting process for a dead one.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
