"""The two endpoints of bench/api.ts in FastAPI and PyAthena, as their guides write them: ENDPOINT is the embedded cloud's."""

import socket
import sys
import threading

import uvicorn
from cachetools import TTLCache
from fastapi import FastAPI, Query
from pyathena import connect
from pyathena.cursor import DictCursor

athena = connect(
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    s3_staging_dir="s3://bench/results/",
    schema_name="default",
    cursor_class=DictCursor,
    # Its default is a second.
    poll_interval=float(sys.argv[2]),
)
results = TTLCache(maxsize=100_000, ttl=300)
lock = threading.Lock()
app = FastAPI()


def read(first: int, limit: int) -> list[dict]:
    with athena.cursor() as cursor:
        cursor.execute(
            "SELECT id, customer, status, total, ordered FROM orders WHERE id >= %(first)d ORDER BY id LIMIT %(limit)d",
            {"first": first, "limit": limit},
        )
        return [
            {
                **row,
                "total": str(row["total"]),
                "ordered": row["ordered"].isoformat(timespec="milliseconds") + "Z",
            }
            for row in cursor.fetchall()
        ]


@app.get("/api/orders")
def list_orders(
    first: int = Query(0, alias="id.gte", ge=0), limit: int = Query(20, ge=1, le=1000)
) -> dict:
    with lock:
        items = results.get((first, limit))
    if items is None:
        items = read(first, limit)
        with lock:
            results[(first, limit)] = items
    return {"items": items}


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
