"""Reads tables with PyIceberg: metadata files on stdin, one a line; for each a line of JSON with rows, files and what filters find."""
import datetime, json, sys, warnings
import pyarrow as pa
from pyiceberg.table import StaticTable

EPOCH = datetime.datetime(1970, 1, 1)


def plain(value, kind):
    if value is None: return None
    if pa.types.is_struct(kind): return {field.name: plain(value[field.name], field.type) for field in kind}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind): return [plain(each, kind.value_type) for each in value]
    if pa.types.is_map(kind): return [[key, plain(each, kind.item_type)] for key, each in value]
    if pa.types.is_int64(kind): return str(value)
    if pa.types.is_decimal(kind): return format(value, "f")
    if pa.types.is_timestamp(kind): return (value - EPOCH) // datetime.timedelta(milliseconds=1)
    if pa.types.is_date(kind): return value.isoformat()
    return value


def rows_of(table, **options):
    arrow = table.scan(**options).to_arrow()
    schema = arrow.schema
    return [{field.name: plain(row[field.name], field.type) for field in schema} for row in arrow.to_pylist()]


def read(order):
    table = StaticTable.from_metadata(order["metadata"])
    return {
        "rows": rows_of(table),
        "snapshots": [len(rows_of(table, snapshot_id=each.snapshot_id)) for each in table.snapshots()],
        "spec": str(table.spec()),
        "format": table.metadata.format_version,
        "partitions": [[str(each) for each in task.file.partition] if False else str(task.file.partition) for task in table.scan().plan_files()],
        "filters": [
            {"rows": len(rows_of(table, row_filter=each)), "files": len(list(table.scan(row_filter=each).plan_files()))}
            for each in order.get("filters", [])
        ],
    }


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = read(order)
        except Exception as error:
            answer = {"error": repr(error)}
        answer["warnings"] = [str(each.message) for each in caught]
        caught.clear()
        print(json.dumps(answer))
