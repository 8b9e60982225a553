"""The same faults at the script that one would write instead."""

import os
import shutil
import subprocess
import time

from machine import jvms, kill, listening, of
from settings import AT_ONCE, JOBS_JAR, SCRIPT_MINUTES, SPARK, SPARK_CLASSES, data, faults, say

SCRIPT = r"""
dir=$1 spark=$2 jar=$3
said() { local found; until found=$(sed -nE "s|.*$2.*|\1|p" "$1" 2>/dev/null | head -1) && [ -n "$found" ]; do sleep 0.1; kill -0 $master || exit; done; echo "$found"; }
trap 'kill $master $worker 2>/dev/null' EXIT
"$spark/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0 >"$dir/master" 2>&1 & master=$!
url=$(said "$dir/master" 'Starting Spark master at (spark://[^ ]+)')
"$spark/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 --cores 1 --memory 1g --work-dir "$dir/work" "$url" >"$dir/worker" 2>&1 & worker=$!
timeout 120 "$spark/bin/spark-submit" --master "$url" --driver-memory 512m --conf spark.driver.host=127.0.0.1 --conf spark.ui.port=0 --conf spark.local.dir="$dir/tmp" \
  --class dev.mayfly.examples.Pi "$jar" --throws 100000 >"$dir/driver" 2>&1
echo $? >"$dir/result"
"""


def soak():
    root = data / "bare"
    root.mkdir()
    jobs, ended, leaked, ports, results, kills = {}, {}, 0, 0, [], 0
    start, due, number = time.monotonic(), list(faults(SCRIPT_MINUTES)), 0
    while jobs or ended or time.monotonic() - start < SCRIPT_MINUTES * 60:
        now = time.monotonic() - start
        while due and due[0][0] <= now:
            _, target, _, pick = due.pop(0)
            if target in SPARK_CLASSES:
                found = jvms(SPARK_CLASSES[target], root)
                victims = found[int(pick * len(found)) :][:1]
                kill(victims)
                kills += len(victims)
            elif jobs:
                # What Mayfly's services are to Mayfly, the script is to itself.
                jobs[sorted(jobs)[int(pick * len(jobs))]].kill()
                kills += 1
        for dir, script in list(jobs.items()):
            if script.poll() is not None:
                del jobs[dir]
                # Its driver may end what it does; what is there after that is there for ever.
                ended[dir] = time.monotonic() + (30 if script.returncode < 0 else 5)
        for dir, patience in list(ended.items()):
            left = of(dir)
            if left and time.monotonic() < patience:
                continue
            del ended[dir]
            leaked, ports = leaked + len(left), ports + len(listening(left))
            kill(left)
            result = dir / "result"
            results.append(result.read_text().strip() if result.exists() else "lost")
            shutil.rmtree(dir, ignore_errors=True)
        if now < SCRIPT_MINUTES * 60 and len(jobs) < AT_ONCE:
            dir = root / f"job-{number}-of-the-script"
            number += 1
            dir.mkdir()
            arguments = ["bash", "-c", SCRIPT, "bare", dir, SPARK, JOBS_JAR]
            env = {**os.environ, "SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "SOAK_JOB": str(dir)}
            jobs[dir] = subprocess.Popen([str(a) for a in arguments], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.2)
    good, lost = results.count("0"), results.count("lost")
    say(
        f"script, {SCRIPT_MINUTES} min of the same: {kills} kills, {len(results)} jobs requested, {good} completed, {len(results) - good - lost} failed, {lost} lost; "
        f"leaked: {leaked} processes, {ports} ports"
    )
