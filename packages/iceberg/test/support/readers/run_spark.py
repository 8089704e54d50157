"""Runs SQL statements on the tables below a folder, as Spark's hadoop catalog has them: `lake.counters` is `files.lake.counters`."""
import json, sys

from spark_session import spark_session

order = json.load(sys.stdin)
spark = spark_session({
    "spark.sql.catalog.files": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.files.type": "hadoop",
    "spark.sql.catalog.files.warehouse": "file://" + order["folder"],
})
for statement in order["statements"]:
    spark.sql(statement)
spark.stop()
