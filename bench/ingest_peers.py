"""One reading of the table by a peer into a folder: python ingest_peers.py dlt|dlt-pyarrow|awswrangler URL FOLDER (PostgreSQL)."""

import json
import os
import sys
import time
from urllib.parse import urlparse

from peak_rss import peak_rss_mib

peer, url, folder = sys.argv[1:4]
place = urlparse(url)
host, port = place.hostname, place.port
started, cpu_before = time.monotonic(), sum(os.times()[:4])
rows = 0
if peer.startswith("dlt"):
    import dlt
    from dlt.sources.sql_database import sql_table

    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    table = sql_table(
        f"postgresql+psycopg2://app:app@{host}:{port}/cloudapi_bench", table="bench_rows", backend="pyarrow" if peer == "dlt-pyarrow" else "sqlalchemy"
    )
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=f"{folder}/work",
        destination=dlt.destinations.filesystem(bucket_url=f"file://{folder}/lake"),
        dataset_name="bench",
    )
    pipeline.run(table, loader_file_format="parquet")
    rows = pipeline.last_trace.last_normalize_info.row_counts["bench_rows"]
else:
    import awswrangler as wr
    import pg8000

    connection = pg8000.connect(user="app", password="app", host=host, port=port, database="cloudapi_bench")
    for frame in wr.postgresql.read_sql_query("SELECT * FROM bench_rows", con=connection, chunksize=50_000):
        frame.to_parquet(f"{folder}/part-{rows}.parquet")
        rows += len(frame)
print(
    json.dumps(
        {
            "rows": rows,
            "durationMs": round((time.monotonic() - started) * 1000),
            "cpuMs": round((sum(os.times()[:4]) - cpu_before) * 1000),
            "peakRssMiB": peak_rss_mib(),
        }
    )
)
