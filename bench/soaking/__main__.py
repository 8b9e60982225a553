"""See bench/soak."""

import shutil
import signal
import sys

import mayfly
import script
from machine import kill, of
from parts import parts
from settings import MINUTES, SEED, data, say


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for folder in ("logs", "tmp", "services"):
        (data / folder).mkdir()
    say(f"soak of {MINUTES} min, seed {SEED}, in {data}")
    good = False
    try:
        good = mayfly.soak()
        for part in parts.values():
            part.kill()
        script.soak()
    finally:
        for part in parts.values():
            part.kill()
        kill(of(data))
        if good:
            shutil.rmtree(data, ignore_errors=True)
        else:
            say(f"what Mayfly left is in {data}")
    return 0 if good else 1


sys.exit(main())
