"""What croniter says of random cron expressions in random time zones: the resource cron/croniter.tsv.gz of CroniterTest.

    python3 -m venv venv && venv/bin/pip install croniter==7.0.0 tzdata==2026.6
    venv/bin/python src/test/croniter/pairs.py src/test/resources/cron/croniter.tsv.gz

Each line: expression, zone, a time, the next times after it, the times before it, latest first. All in seconds; those of the
lists as the distance from the one before. Six fields have the second first. Half of the times are near a change of the clocks.
"""

import gzip
import random
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, croniter

PAIRS = 10_000
EACH = 5
FROM, TO = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (2000, 2025))
ZONES = """
UTC Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Moscow Europe/Istanbul Europe/Athens Europe/Kyiv
America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Sao_Paulo America/Santiago
America/Havana America/Asuncion America/St_Johns America/Caracas America/Mexico_City America/Halifax America/Bogota
Asia/Kolkata Asia/Kathmandu Asia/Tokyo Asia/Shanghai Asia/Tehran Asia/Amman Asia/Beirut Asia/Damascus Asia/Jerusalem
Asia/Dhaka Asia/Yekaterinburg Asia/Pyongyang Asia/Singapore Asia/Dubai Asia/Baku
Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Tripoli Africa/Windhoek
Australia/Sydney Australia/Lord_Howe Australia/Adelaide Australia/Brisbane
Pacific/Auckland Pacific/Chatham Pacific/Apia Pacific/Fiji Pacific/Norfolk Pacific/Honolulu Pacific/Tongatapu
Atlantic/Azores Antarctica/Troll
""".split()
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "sun mon tue wed thu fri sat".split()
MACROS = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"]


def changes(zone):
    """The first second of each new offset between FROM and TO."""
    found, step = [], 6 * 3600
    at = FROM
    while at < TO:
        if offset(zone, at) != offset(zone, at + step):
            low, high = at, at + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
            found.append(high)
        at += step
    return found


def offset(zone, at):
    return datetime.fromtimestamp(at, zone).utcoffset()


def value(draw, least, most, names):
    drawn = draw.randint(least, most)
    return draw.choice([str.upper, str.lower, str.title])(names[drawn - least]) if names and draw.random() < 0.4 else str(drawn)


def element(draw, least, most, names):
    kind = draw.random()
    step = draw.randint(1, max(1, most // 2))
    if kind < 0.5:
        return value(draw, least, most, names)
    if kind < 0.6:
        return f"*/{step}"
    if kind < 0.65:
        return f"{draw.randint(least, most)}/{step}"
    first, last = sorted(draw.sample(range(least, most + 1), 2))
    written = f"{first}-{last}"
    if names and draw.random() < 0.4:
        written = f"{names[first - least]}-{names[last - least]}"
    return written if kind < 0.9 else f"{written}/{step}"


def field(draw, least, most, star, names=None):
    if draw.random() < star:
        return "*"
    return ",".join(element(draw, least, most, names) for _ in range(draw.choice([1, 1, 1, 1, 2, 3])))


def expression(draw):
    if draw.random() < 0.02:
        return draw.choice(MACROS)
    days = draw.random()
    fields = [
        field(draw, 0, 59, 0.15),
        # mostly at night, when clocks are changed
        field(draw, 0, 3, 0) if draw.random() < 0.5 else field(draw, 0, 23, 0.5),
        field(draw, 1, 31, 0.2) if days < 0.4 else "*",
        field(draw, 1, 12, 0.7, MONTHS),
        field(draw, 0, 6, 0.2, DAYS) if 0.25 < days < 0.7 else draw.choice(["*", "*", "*", "?", "0-7", "7"]),
    ]
    if draw.random() < 0.2:
        fields.insert(0, field(draw, 0, 59, 0.1))
    return " ".join(fields)


def times(text, zone, at, way):
    of = croniter(text, datetime.fromtimestamp(at, zone), second_at_beginning=True)
    return [int(getattr(of, way)(float)) for _ in range(EACH)]


def distances(at, following):
    return " ".join(str(abs(b - a)) for a, b in zip([at, *following], following))


def main():
    draw = random.Random(20260301)
    zones = {name: ZoneInfo(name) for name in ZONES}
    changed = {name: changes(zone) for name, zone in zones.items()}
    lines = []
    while len(lines) < PAIRS:
        name = draw.choice(ZONES)
        text = expression(draw)
        at = draw.randint(FROM, TO)
        if changed[name] and draw.random() < 0.5:
            at = draw.choice(changed[name]) + draw.choice([0, -1, 1, 3600, -3600, 1800, draw.randint(-90_000, 90_000)])
        try:
            after, before = (times(text, zones[name], at, way) for way in ("get_next", "get_prev"))
        except CroniterBadDateError:
            continue
        lines.append("\t".join([text, name, str(at), distances(at, after), distances(at, before)]))
    with open(sys.argv[1], "wb") as out, gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


main()
