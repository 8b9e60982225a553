"""What the operating system says of processes and ports, and what can be done to them."""

import os
import signal
from pathlib import Path


def text_of(pid, file):
    try:
        return Path(f"/proc/{pid}/{file}").read_bytes().decode("latin-1")
    except OSError:
        return ""


def pids():
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]


def of(folder, besides=()):
    """All processes that carry the folder's name."""
    return [p for p in pids() if p not in besides and f"{folder}" in text_of(p, "cmdline") + text_of(p, "environ")]


def jvms(main_class, folder):
    found = []
    for pid in pids():
        command = text_of(pid, "cmdline").split("\0")
        is_java = command[0].endswith("java") and "org.apache.spark.launcher.Main" not in command
        if is_java and main_class in command and f"{folder}" in "".join(command) + text_of(pid, "environ"):
            found.append(pid)
    # What a JVM starts is its copy until it has become something else.
    return [p for p in found if parent(p) not in found]


def parent(pid):
    stat = text_of(pid, "stat")
    return int(stat[stat.rindex(")") + 2 :].split()[1]) if stat else 0


def started(pid):
    stat = text_of(pid, "stat")
    return stat[stat.rindex(")") + 2 :].split()[19] if stat else ""


def listening(of_pids):
    inodes = set()
    for pid in of_pids:
        try:
            for fd in Path(f"/proc/{pid}/fd").iterdir():
                link = os.readlink(fd)
                if link.startswith("socket:["):
                    inodes.add(link[8:-1])
        except OSError:
            pass
    rows = [line.split() for t in ("tcp", "tcp6") for line in Path(f"/proc/net/{t}").read_text().splitlines()[1:]]
    return [r[1] for r in rows if r[3] == "0A" and r[9] in inodes]


def kill(found):
    for pid in found:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
