"""
Writes tables with PyIceberg. Each table of the standard input has a location, columns as a contract has them, and commits of rows in
canonical form, or the metadata file of a table that is there. Prints the metadata file after each commit.
"""
import datetime, decimal, itertools, json, sys

import pyarrow as pa
from pyiceberg import types as t
from pyiceberg.catalog.memory import InMemoryCatalog
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC, PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import parse_transform

LEAVES = {
    "string": t.StringType(), "json": t.StringType(), "int32": t.IntegerType(), "int64": t.LongType(),
    "float": t.FloatType(), "double": t.DoubleType(), "boolean": t.BooleanType(), "date": t.DateType(),
    "timestamp": t.TimestampType(),
}


def iceberg_type(kind, ids):
    match kind["kind"]:
        case "struct":
            return t.StructType(*fields(kind["fields"], ids))
        case "list":
            element = next(ids)
            return t.ListType(element, iceberg_type(kind["element"], ids), not kind["elementNullable"])
        case "map":
            key, value = next(ids), next(ids)
            return t.MapType(key, t.StringType(), value, iceberg_type(kind["value"], ids), not kind["valueNullable"])
        case "decimal":
            return t.DecimalType(kind["precision"], kind["scale"])
        case leaf:
            return LEAVES[leaf]


def fields(columns, ids):
    numbers = [next(ids) for _ in columns]
    return [
        t.NestedField(number, column["name"], iceberg_type(column["type"], ids), required=not column["nullable"])
        for number, column in zip(numbers, columns)
    ]


def value_of(value, kind):
    if value is None:
        return None
    if pa.types.is_struct(kind):
        return {field.name: value_of(value[field.name], field.type) for field in kind}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [value_of(each, kind.value_type) for each in value]
    if pa.types.is_map(kind):
        return [(key, value_of(each, kind.item_type)) for key, each in value]
    if pa.types.is_integer(kind):
        return int(value)
    if pa.types.is_floating(kind):
        return float(value)
    if pa.types.is_decimal(kind):
        return decimal.Decimal(value)
    if pa.types.is_date(kind):
        return datetime.date.fromisoformat(value)
    if pa.types.is_timestamp(kind):
        return datetime.datetime.fromisoformat(value.removesuffix("Z"))
    return value


def spec_of(schema, partition):
    if not partition:
        return UNPARTITIONED_PARTITION_SPEC
    return PartitionSpec(*(
        PartitionField(
            schema.find_field(term["column"]).field_id, 1000 + i, parse_transform(term["transform"]), term["name"]
        )
        for i, term in enumerate(partition)
    ))


def open_table(catalog, number, table):
    name = f"lake.table_{number}"
    if "metadata" in table:
        return catalog.register_table(name, table["metadata"])
    schema = Schema(*fields(table["columns"], itertools.count(1)))
    return catalog.create_table(
        name, schema, location=table["location"], partition_spec=spec_of(schema, table.get("partition"))
    )


def main():
    catalog = InMemoryCatalog("writer")
    catalog.create_namespace("lake")
    for number, table in enumerate(json.load(sys.stdin)):
        written = open_table(catalog, number, table)
        arrow = schema_to_pyarrow(written.schema())
        for rows in table["commits"]:
            values = [{field.name: value_of(row[field.name], field.type) for field in arrow} for row in rows]
            written.append(pa.Table.from_pylist(values, schema=arrow))
            print("WROTE " + json.dumps(written.metadata_location), flush=True)


main()
