"""Which kinds of birds are hit most often.

--input names the CSV, --output the folder of the result (CSV), --limit how many kinds.
"""

import argparse
import json
import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from birdlib import family


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--limit", type=int, default=10)
    args = parser.parse_args()

    spark = SparkSession.builder.getOrCreate()
    strikes = spark.read.csv(args.input, header=True)
    known = strikes.where(~F.col("Wildlife Species").startswith("Unknown"))
    top = (
        known.groupBy(F.udf(family)("Wildlife Species").alias("family"))
        .count()
        .orderBy(F.desc("count"), "family")
        .limit(args.limit)
        .coalesce(1)
    )
    top.write.csv(args.output, header=True, mode="overwrite")

    # What a job writes to the file that MAYFLY_REPORT names is part of its summary.
    if "MAYFLY_REPORT" in os.environ:
        with open(os.environ["MAYFLY_REPORT"], "w") as report:
            json.dump({"known": known.count()}, report)
    spark.stop()


if __name__ == "__main__":
    main()
