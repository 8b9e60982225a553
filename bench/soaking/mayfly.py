"""Short jobs through Mayfly while its parts and Spark's are killed."""

import os
import socket
import subprocess
import threading
import time

from machine import jvms, kill, listening, of
from parts import free_port, own, parts, start_broker, start_services
from settings import AT_ONCE, HOME, JOBS_JAR, MINUTES, SERVICES, SPARK_CLASSES, data, faults, say, wait_for
from watch import Drivers, Topics

DRAIN_SECONDS = 600


def spec():
    return {
        "name": "soak",
        "owner": "bench",
        "cluster": {"profile": "local", "workers": 1, "cores": 1, "memory": "1g"},
        "driver": {"memory": "512m"},
        "steps": [
            {
                "name": "throw",
                "application": f"file:{JOBS_JAR}",
                "mainClass": "dev.mayfly.examples.Pi",
                "args": ["--throws", "100000"],
            }
        ],
        "retry": {"attempts": 5, "on": ["INFRASTRUCTURE"], "backoff": {"first": "1s"}},
        "timeout": "15m",
    }


def memory(when):
    say(f"memory {when}: " + ", ".join(f"{n} {parts[n].rss()} MiB" for n in SERVICES))


def inflict(target, down, pick):
    """How many were killed: none, when nothing of the kind runs."""
    if target in parts:
        if parts[target].again is None:
            say(f"kills {target} for {down:.1f} s")
            parts[target].kill(down)
            return 1
    else:
        found = jvms(SPARK_CLASSES[target], data / "services")
        if found:
            victim = found[int(pick * len(found))]
            say(f"kills {target} {victim}")
            kill([victim])
            return 1
    return 0


def soak():
    """Whether nothing was lost, doubled, leaked, or told twice or never."""
    port = free_port()
    broker = f"127.0.0.1:{port}"
    start_broker(port)
    wait_for("the broker", 90, lambda: not socket.socket().connect_ex(("127.0.0.1", port)))
    subprocess.run([HOME / "mayfly", "topics", "create", "--bootstrap-servers", broker], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MAYFLY_BUILD": "never"})
    start_services(broker)
    topics, drivers = Topics(broker), Drivers()
    stop = threading.Event()

    def keep_looking():
        while not stop.wait(0.2):
            drivers.look(topics.masters)

    looks = threading.Thread(target=keep_looking, daemon=True)
    looks.start()
    topics.request("soak-0", spec())
    wait_for("the first run", 180, lambda: topics.read() or "soak-0" in topics.ended)
    memory("at the start")
    start, middle, due, kills = time.monotonic(), False, list(faults(MINUTES)), 0
    while time.monotonic() - start < MINUTES * 60:
        now = time.monotonic() - start
        while due and due[0][0] <= now:
            kills += inflict(*due.pop(0)[1:])
        if not middle and now > MINUTES * 30 and all(p.age() > 10 for p in parts.values()):
            middle = True
            memory("in the middle")
        if len(topics.open()) < AT_ONCE:
            topics.request(f"soak-{len(topics.requested)}", spec())
        topics.read()
    say("no more requests and no more faults; what is open may end")
    drain = time.monotonic()
    while (topics.open() or set(topics.ended) - set(topics.told)) and time.monotonic() - drain < DRAIN_SECONDS:
        topics.read()
    settle = time.monotonic()
    while of(data / "services", own()) and time.monotonic() - settle < 60:
        time.sleep(1)
    stop.set()
    looks.join()
    topics.read()
    memory("at the end")
    left = of(data / "services", own())
    outcomes = [o[0] for o in topics.ended.values()]
    counts = ", ".join(f"{outcomes.count(o)} {o}" for o in sorted(set(outcomes)))
    doubled = drivers.doubled() + [r for r, o in topics.ended.items() if len(o) > 1]
    retold = [r for r, t in topics.told.items() if len(t) > 1]
    untold = set(topics.ended) - set(topics.told)
    say(
        f"Mayfly: {kills} kills, {len(topics.requested)} runs requested, {len(outcomes)} completed ({counts}), {len(topics.open())} lost {topics.open()}, "
        f"{len(doubled)} doubled {doubled}, {len(retold) + len(untold)} told twice or never {retold}{sorted(untold)}, "
        f"{len(drivers.seen)} attempts with a driver; leaked: {len(left)} processes, {len(listening(left))} ports"
    )
    return not (topics.open() or doubled or retold or untold or left)
