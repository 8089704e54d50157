"""Reads tables with Spark and Iceberg's own Java library; of what is logged from then on only the warnings of that library are left."""
import sys

from plain import answer
from spark_session import spark_session

spark = spark_session()
spark.sparkContext.setLogLevel("ERROR")
log4j = spark.sparkContext._jvm.org.apache.logging.log4j
log4j.core.config.Configurator.setLevel("org.apache.iceberg", log4j.Level.WARN)
print("READING", file=sys.stderr, flush=True)


def rows(read):
    reader = spark.read.format("iceberg")
    if "snapshotId" in read:
        reader = reader.option("snapshot-id", read["snapshotId"])
    reader.load(read["metadata"]).createOrReplaceTempView("iceberg_table")
    frame = spark.sql(f"SELECT {read['select']} FROM iceberg_table WHERE {read['whereSql']}")
    return frame.collect()


answer(rows)
spark.stop()
