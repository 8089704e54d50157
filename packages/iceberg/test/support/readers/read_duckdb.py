"""Reads tables with DuckDB and its extension, which is a Python package: nothing is downloaded."""
import importlib.util, os

import duckdb

from plain import answer

connection = duckdb.connect()
for name in ("avro", "iceberg"):
    folder = os.path.dirname(importlib.util.find_spec(f"duckdb_extension_{name}").origin)
    connection.execute(f"LOAD '{folder}/extensions/v{duckdb.__version__}/{name}.duckdb_extension'")
connection.execute("SET TimeZone = 'UTC'")


def rows(read):
    at = f", snapshot_from_id => {read['snapshotId']}" if "snapshotId" in read else ""
    path = read["metadata"].replace("'", "''")
    query = f"SELECT {read['select']} FROM iceberg_scan('{path}'{at}) WHERE {read['whereSql']}"
    return connection.execute(query).fetchall()


answer(rows)
