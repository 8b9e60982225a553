"""What becomes of Mayfly's runs, as anyone can see who reads the topics, /proc and Spark's master."""

import json
import logging
import re
import time
import urllib.request
from collections import defaultdict

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from machine import jvms, started, text_of
from parts import supervise
from settings import SPARK_CLASSES, data

logging.getLogger("kafka").setLevel(logging.CRITICAL)


class Topics:
    """What was asked and what was said, as any reader of Kafka sees it."""

    def __init__(self, broker):
        self.producer = KafkaProducer(bootstrap_servers=broker, acks="all", max_block_ms=3000, request_timeout_ms=3000)
        self.consumer = KafkaConsumer(bootstrap_servers=broker, isolation_level="read_committed", enable_auto_commit=False)
        topics = [TopicPartition(f"mayfly.{t}", 0) for t in ("runs", "clusters", "notifications")]
        self.consumer.assign(topics)
        self.consumer.seek_to_beginning(*topics)
        self.requested, self.ended, self.told, self.masters = [], defaultdict(list), defaultdict(list), {}

    def request(self, run, spec):
        self.requested.append(run)
        record = json.dumps({"runId": run, "spec": spec}).encode()
        while True:
            try:
                return self.producer.send("mayfly.requests", record).get(timeout=5)
            except KafkaError:
                # The runId makes it the same request, should the broker have it already.
                supervise()
                time.sleep(0.2)

    def read(self):
        supervise()
        for records in self.consumer.poll(timeout_ms=200).values():
            for record in records:
                kind = dict(record.headers).get("ce_type", b"").decode().removeprefix("dev.mayfly.")
                event = json.loads(record.value) if record.value else {}
                if kind in ("RunCompleted", "JobRejected"):
                    self.ended[event["runId"]].append(event.get("outcome", "REJECTED"))
                elif kind == "NotificationSent":
                    self.told[event["runId"]].append(event.get("possiblyRepeated"))
                elif kind == "ClusterReady":
                    self.masters[event["clusterId"]] = event["endpoints"]["masterUi"]

    def open(self):
        return [r for r in self.requested if r not in self.ended]


class Drivers:
    """All drivers that an attempt ever had, and all applications that a master ever had."""

    def __init__(self):
        self.seen, self.applications = defaultdict(set), defaultdict(set)

    def look(self, masters):
        for pid in jvms(SPARK_CLASSES["driver"], data / "services"):
            found = re.search(r"(soak-\d+-attempt-\d+)/", text_of(pid, "cmdline"))
            if found:
                self.seen[found[1]].add((pid, started(pid)))
        for cluster, page in list(masters.items()):
            try:
                with urllib.request.urlopen(page.rstrip("/") + "/json/", timeout=1) as answer:
                    master = json.load(answer)
                for app in master["activeapps"] + master["completedapps"]:
                    self.applications[cluster].add(app["id"])
            except (OSError, ValueError):
                # Gone, or hanging on its last word.
                if not jvms(SPARK_CLASSES["master"], cluster):
                    masters.pop(cluster, None)

    def doubled(self):
        return [k for found in (self.seen, self.applications) for k, v in found.items() if len(v) > 1]
