"""Mayfly's broker and services, as a user starts them, and started again when they end."""

import re
import socket
import subprocess
import time

from machine import text_of
from settings import HOME, SERVICES, SPARK, data, say

SHARING = f"-XX:SharedArchiveFile={SPARK}/classes.jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
JVM = ["java", *QUICK.split()]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Part:
    def __init__(self, name, command):
        self.name, self.command, self.process, self.again = name, command, None, None
        self.start()

    def start(self):
        self.again = None
        with open(data / "logs" / f"{self.name}.out", "ab") as out:
            self.began = time.monotonic()
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def kill(self, dead_for=None):
        self.process.kill()
        self.process.wait()
        self.again = dead_for and time.monotonic() + dead_for

    def supervise(self):
        if self.process.poll() is None:
            return
        if self.again is None:
            say(f"{self.name} has ended by itself with {self.process.returncode}, and is started again")
            self.again = time.monotonic() + 1
        elif self.again <= time.monotonic():
            self.start()

    def age(self):
        """For how many seconds it lives."""
        return time.monotonic() - self.began if self.again is None else 0

    def rss(self):
        found = re.search(r"VmRSS:\s+(\d+)", text_of(self.process.pid, "status"))
        return int(found[1]) // 1024 if found else 0


parts = {}


def supervise():
    for part in parts.values():
        part.supervise()


def start_broker(port):
    (data / "kafka").mkdir()
    controller = free_port()
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "log.dirs": data / "kafka/log",
        "auto.create.topics.enable": "false",
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "log.message.timestamp.type": "LogAppendTime",
        "group.initial.rebalance.delay.ms": 0,
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        "log.cleaner.dedupe.buffer.size": 8 << 20,
    }
    file = data / "kafka/broker.properties"
    file.write_text("".join(f"{k}={v}\n" for k, v in settings.items()))
    libs = f"{HOME}/standalone/target/lib/*"
    command = JVM + ["-Xmx384m", "-Dlog4j2.StatusLogger.level=OFF", "-cp", libs]
    command += ["dev.mayfly.embedded.BrokerMain", file, data / "logs/broker.log"]
    parts["broker"] = Part("broker", [str(c) for c in command])


def start_services(broker):
    own = {
        "cluster": {
            "mayfly.profiles.local.provider": "local",
            "mayfly.profiles.local.spark-home": SPARK,
            "mayfly.profiles.local.allowed-prefixes[0]": "file:/",
            "mayfly.profiles.local.daemon-options": f"{QUICK} {SHARING} -Djava.io.tmpdir={data}/tmp",
        },
        "submit": {
            "mayfly.submit.spark-home": SPARK,
            "mayfly.submit.listener-jar": HOME / "spark-listener/target/mayfly-spark-listener.jar",
            "mayfly.submit.spark-conf[spark.local.dir]": data / "tmp",
            "mayfly.submit.spark-conf[spark.driver.extraJavaOptions]": f"{QUICK} -Djava.io.tmpdir={data}/tmp",
            "mayfly.submit.spark-conf[spark.executor.extraJavaOptions]": f"{QUICK} -Djava.io.tmpdir={data}/tmp",
            "mayfly.submit.spark-conf[spark.driver.defaultJavaOptions]": SHARING,
            "mayfly.submit.spark-conf[spark.executor.defaultJavaOptions]": SHARING,
        },
    }
    for name in SERVICES:
        jar = next((HOME / f"{name}-service/target").glob("*-exec.jar"))
        properties = {
            "spring.kafka.bootstrap-servers": broker,
            "spring.cloud.stream.kafka.binder.brokers": broker,
            "mayfly.data-dir": data / "services" / name,
            "mayfly.times.heartbeat": "1s",
            "mayfly.times.announce": "1s",
            "logging.file.name": data / "logs" / f"{name}.log",
            "logging.threshold.console": "off",
            "logging.logback.rollingpolicy.max-file-size": "5MB",
            "logging.logback.rollingpolicy.total-size-cap": "20MB",
            **own.get(name, {}),
        }
        arguments = [f"--{k}={v}" for k, v in properties.items()]
        parts[name] = Part(name, JVM + ["-Xmx256m", f"-Djava.io.tmpdir={data}/tmp", "-jar", str(jar)] + arguments)


def own():
    return {p.process.pid for p in parts.values()}
