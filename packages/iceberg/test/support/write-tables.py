"""Writes a table with PyIceberg into a folder: every type, three commits, a delete and an overwrite; prints the metadata file and the data files with their rows."""
import datetime, decimal, json, sys
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import BucketTransform, DayTransform, IdentityTransform, TruncateTransform
from pyiceberg.types import *

folder = sys.argv[1]
catalog = SqlCatalog("c", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
catalog.create_namespace("n")
schema = Schema(
    NestedField(1, "id", LongType(), required=False),
    NestedField(2, "at", TimestampType(), required=False),
    NestedField(3, "city", StringType(), required=False),
    NestedField(4, "price", DecimalType(20, 2), required=False),
    NestedField(5, "ratio", DoubleType(), required=False),
    NestedField(6, "tags", ListType(7, StringType(), element_required=False), required=False),
)
spec = PartitionSpec(
    PartitionField(2, 1000, DayTransform(), "at_day"),
    PartitionField(3, 1001, TruncateTransform(2), "city_trunc"),
    PartitionField(1, 1002, BucketTransform(4), "id_bucket"),
    PartitionField(4, 1003, IdentityTransform(), "price"),
)
table = catalog.create_table("n.t", schema=schema, partition_spec=spec)


def rows(start, count):
    cities = ["Köln", "Bonn", None, "日本橋", "\U0001F600\U0001F601"]
    return [
        {
            "id": None if i % 11 == 0 else i,
            "at": None if i % 13 == 0 else datetime.datetime(2025, 1, 1) + datetime.timedelta(hours=7 * i, microseconds=i),
            "city": cities[i % 5],
            "price": decimal.Decimal(i % 4) - decimal.Decimal("1.25"),
            "ratio": float("nan") if i % 7 == 0 else i / 2,
            "tags": ["a", None, str(i)],
        }
        for i in range(start, start + count)
    ]


for start in (0, 20, 40):
    table.append(pa.Table.from_pylist(rows(start, 20), schema=schema.as_arrow()))
table.delete("id = 3")
table.refresh()
print(json.dumps({
    "metadata": table.metadata_location,
    "snapshots": [[str(each.snapshot_id), table.scan(snapshot_id=each.snapshot_id).to_arrow().num_rows] for each in table.snapshots()],
    "files": sorted([
        {
            "path": task.file.file_path,
            "rows": task.file.record_count,
            "bytes": task.file.file_size_in_bytes,
            "lower": {str(key): value.hex() for key, value in task.file.lower_bounds.items()},
            "upper": {str(key): value.hex() for key, value in task.file.upper_bounds.items()},
            "nulls": {str(key): value for key, value in task.file.null_value_counts.items()},
        }
        for task in table.scan().plan_files()
    ], key=lambda each: each["path"]),
    "filters": [
        {"rows": table.scan(row_filter=each).to_arrow().num_rows, "paths": sorted(task.file.file_path for task in table.scan(row_filter=each).plan_files())}
        for each in ("id = 17", "at >= '2025-01-03T00:00:00' and at < '2025-01-05T00:00:00'", "city = 'Köln'", "price < -1", "id is null")
    ],
}))
