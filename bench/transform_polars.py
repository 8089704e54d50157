"""The job of bench/transform.ts by Polars, as its own expressions do it best."""

import json
import resource
import sys
import time

import polars as pl
from peak_rss import peak_rss_mib

source, out = sys.argv[1:]
started = time.monotonic()
schema = {
    "timestamp": pl.String,
    "endpoint": pl.String,
    "method": pl.String,
    "status_code": pl.Int32,
    "response_time_ms": pl.Float64,
    "user_id": pl.String,
    "ip_address": pl.String,
}
rows = (
    pl.scan_ndjson(source, schema=schema, ignore_errors=True)
    .with_columns(pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms"))
    .filter(
        pl.col("endpoint").str.starts_with("/")
        & pl.col("status_code").is_between(100, 599)
        & (pl.col("response_time_ms").is_null() | (pl.col("response_time_ms") >= 0))
    )
    .with_columns(
        year=pl.col("timestamp").dt.year(),
        month=pl.col("timestamp").dt.month(),
        day=pl.col("timestamp").dt.day(),
    )
)
rows.sink_parquet(
    pl.PartitionBy(out, key=["year", "month", "day"], include_key=False),
    compression="snappy",
    mkdir=True,
)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "durationMs": round((time.monotonic() - started) * 1000),
            "cpuMs": round((usage.ru_utime + usage.ru_stime) * 1000),
            "peakRssMiB": peak_rss_mib(),
        }
    )
)
