"""The functions of bench/rows.ts by Polars, from rows that are dicts in memory, or with --columns from a list for each column."""

import argparse
import hashlib
import json
import os
import resource

import polars as pl
from peak_rss import peak_rss_mib

SCHEMA = {
    "timestamp": pl.String,
    "endpoint": pl.String,
    "method": pl.String,
    "status_code": pl.Int32,
    "response_time_ms": pl.Float64,
    "user_id": pl.String,
    "ip_address": pl.String,
}
TIME = pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms")


def to_parquet(rows, out):
    fits = (
        pl.col("endpoint").str.starts_with("/")
        & pl.col("status_code").is_between(100, 599)
        & (pl.col("response_time_ms").is_null() | (pl.col("response_time_ms") >= 0))
    )
    frame = rows.with_columns(TIME).filter(fits)
    frame.write_parquet(os.path.join(out, "rows.parquet"), compression="snappy")


def partition_by_date(rows, out):
    frame = rows.with_columns(at=TIME).with_columns(
        year=pl.col("at").dt.year(), month=pl.col("at").dt.month(), day=pl.col("at").dt.day()
    )
    parts = frame.partition_by("year", "month", "day", as_dict=True)
    return lambda: "\n".join(
        f"year={year:04}/month={month:02}/day={day:02}/ {summary(part)}"
        for (year, month, day), part in sorted(parts.items())
    )


def drop_nulls(rows, out):
    kept = rows.drop_nulls()
    return lambda: summary(kept)


def compute_endpoint_metrics(rows, out):
    frame = rows.with_columns(TIME)
    times = frame.select(pl.col("timestamp").max() - pl.col("timestamp").min()).item()
    minutes = max(1, times.total_seconds() / 60)
    time = pl.col("response_time_ms")
    metrics = (
        frame.group_by("endpoint")
        .agg(
            requests=pl.len(),
            mean=time.mean(),
            p50=time.quantile(0.5, "linear"),
            p95=time.quantile(0.95, "linear"),
            p99=time.quantile(0.99, "linear"),
            errors=(pl.col("status_code") >= 400).mean(),
        )
        .with_columns(rate=pl.col("requests") / minutes)
        .sort("requests", "endpoint", descending=[True, False])
    )

    def tell():
        lines = [
            " ".join([endpoint, *(f"{value + 1e-9:.6f}" for value in values)])
            for endpoint, *values in metrics.iter_rows()
        ]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return f"{len(lines)} endpoints, {digest}"

    return tell


def summary(frame):
    return f"{len(frame)} rows, {frame['status_code'].sum()}"


def cpu_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1000


FUNCTIONS = {
    "toParquet": to_parquet,
    "partitionByDate": partition_by_date,
    "dropNulls": drop_nulls,
    "computeEndpointMetrics": compute_endpoint_metrics,
}
parser = argparse.ArgumentParser()
parser.add_argument("--input", required=True)
parser.add_argument("--out", required=True)
parser.add_argument("--function", required=True, choices=FUNCTIONS)
parser.add_argument("--columns", action="store_true")
arguments = parser.parse_args()
with open(arguments.input) as lines:
    given = [json.loads(line) for line in lines]
if arguments.columns:
    given = {name: [row.get(name) for row in given] for name in SCHEMA}
before = cpu_ms()
tell = FUNCTIONS[arguments.function](pl.DataFrame(given, schema=SCHEMA), arguments.out)
outcome = {"cpuMs": round(cpu_ms() - before)}
if tell is not None:
    outcome["answer"] = tell()
outcome["peakRssMiB"] = peak_rss_mib()
print(json.dumps(outcome))
