"""What both soaks have in common: where things are, for how long, and which faults come when."""

import random
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(sys.argv[1])
MINUTES = int(sys.argv[2])
SCRIPT_MINUTES = max(1, MINUTES // 3)
SEED = int(sys.argv[3])
SPARK = HOME / "spark-distribution/target/spark"
JOBS_JAR = HOME / "examples/target/mayfly-examples.jar"
SERVICES = ["scheduler", "cluster", "submit", "notifier"]
SPARK_CLASSES = {
    "master": "org.apache.spark.deploy.master.Master",
    "worker": "org.apache.spark.deploy.worker.Worker",
    "driver": "org.apache.spark.deploy.SparkSubmit",
}
AT_ONCE = 2

data = Path(tempfile.mkdtemp(prefix="soak-"))
began = time.monotonic()


def say(text):
    print(f"{time.monotonic() - began:7.1f} s  {text}", flush=True)


def faults(minutes):
    """The same for Mayfly and for the script: when, at what, and how long it stays dead."""
    chance = random.Random(SEED)
    at = 20.0
    while at < minutes * 60:
        yield at, chance.choice(SERVICES + ["broker"] + list(SPARK_CLASSES)), chance.uniform(0, 5), chance.random()
        at += chance.uniform(10, 30)


def wait_for(what, seconds, condition):
    give = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give:
            raise SystemExit(f"soak: {what} did not come in {seconds} s; logs are in {data}/logs")
        time.sleep(0.2)
