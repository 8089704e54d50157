"""Write generated tables with pyarrow, and their rows as JSON: pyarrow-files.py FOLDER COUNT SEED."""

import datetime
import json
import random
import sys
from decimal import Context, Decimal

import pyarrow as pa
import pyarrow.parquet as pq

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
choose = random.Random(seed)
DIGITS = {"ms": 3, "us": 6, "ns": 9}
NAMES = ["a", "key", "value", "element", "list", "array", "x_tuple", "item"]
KEYS = [pa.string(), pa.int32(), pa.int64(), pa.date32(), pa.decimal128(9, 2)]
LEAVES = [
    pa.string(), pa.large_string(), pa.bool_(), pa.int8(), pa.int32(), pa.int64(), pa.uint32(), pa.uint64(),
    pa.float32(), pa.float64(), pa.date32(), pa.time32("ms"), pa.time64("us"), pa.decimal128(9, 2), pa.decimal128(38, 10),
    pa.timestamp("ms"), pa.timestamp("us", "UTC"), pa.timestamp("ns"),
]


def any_type(depth=0):
    kind = choose.random()
    if depth == 3 or kind < 0.6:
        return choose.choice(LEAVES)
    if kind < 0.75:
        return pa.list_(any_type(depth + 1))
    if kind < 0.87:
        names = choose.sample(NAMES, choose.randint(1, 3))
        return pa.struct([pa.field(name, any_type(depth + 1), choose.random() < 0.7) for name in names])
    return pa.map_(choose.choice(KEYS), any_type(depth + 1))


def any_value(kind, nullable=True):
    if nullable and choose.random() < 0.15:
        return None
    if pa.types.is_list(kind):
        return [any_value(kind.value_type) for _ in range(choose.choice([0, 1, 2, 5]))]
    if pa.types.is_struct(kind):
        return {field.name: any_value(field.type, field.nullable) for field in kind}
    if pa.types.is_map(kind):
        pairs = range(choose.choice([0, 1, 3]))
        return list({any_value(kind.key_type, False): any_value(kind.item_type) for _ in pairs}.items())
    if pa.types.is_boolean(kind):
        return choose.random() < 0.5
    if pa.types.is_integer(kind):
        signed = pa.types.is_signed_integer(kind)
        least = -(2 ** (kind.bit_width - 1)) if signed else 0
        return choose.choice([least, 0, 1, least + 2**kind.bit_width - 1, choose.randint(0, 127)])
    if pa.types.is_floating(kind):
        return choose.choice([0.5, -1.25, 32768.5])
    if pa.types.is_date(kind):
        return datetime.date(choose.randint(1, 9999), choose.randint(1, 12), choose.randint(1, 28))
    if pa.types.is_time(kind):
        return choose.randint(0, 86_400 * 10 ** DIGITS[kind.unit] - 1)
    if pa.types.is_timestamp(kind):
        unit = 10 ** DIGITS[kind.unit]
        return choose.randint(-2_000_000_000, 9_000_000_000) * unit + choose.randint(0, unit - 1)
    if pa.types.is_decimal(kind):
        most = 10**kind.precision - 1
        return Decimal(choose.randint(-most, most)).scaleb(-kind.scale, Context(prec=60))
    return choose.choice(["", "a", "ß😀", "__proto__", "toString", "1", "x" * 40, str(choose.random())])


def plain(value, kind):
    """A value as JSON has it: what a number can't hold is text, and a map is pairs."""
    if value is None:
        return None
    if pa.types.is_list(kind):
        return [plain(each, kind.value_type) for each in value]
    if pa.types.is_struct(kind):
        return {field.name: plain(value[field.name], field.type) for field in kind}
    if pa.types.is_map(kind):
        return {"map": [[str(plain(key, kind.key_type)), plain(each, kind.item_type)] for key, each in value]}
    if pa.types.is_time(kind) or pa.types.is_timestamp(kind):
        digits = DIGITS[kind.unit]
        seconds, rest = divmod(value, 10**digits)
        start = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
        text = start.strftime("%H:%M:%S" if pa.types.is_time(kind) else "%Y-%m-%dT%H:%M:%S")
        zone = "Z" if pa.types.is_timestamp(kind) and kind.tz else ""
        return f"{text}.{str(rest).zfill(digits).rstrip('0').ljust(3, '0')}{zone}"
    if pa.types.is_date(kind):
        return value.isoformat()
    if pa.types.is_decimal(kind):
        return format(value, "f")
    return str(value) if pa.types.is_integer(kind) and kind.bit_width == 64 else value


for i in range(count):
    fields = [pa.field(f"c{j}", any_type(), choose.random() < 0.8) for j in range(choose.randint(1, 5))]
    rows = [
        {field.name: any_value(field.type, field.nullable) for field in fields}
        for _ in range(choose.choice([0, 1, 7, 120]))
    ]
    columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in fields]
    pq.write_table(
        pa.table(columns, schema=pa.schema(fields)),
        f"{folder}/{i}.parquet",
        compression=choose.choice(["snappy", "zstd", "gzip", "brotli", "none"]),
        data_page_version=choose.choice(["1.0", "2.0"]),
        use_dictionary=choose.random() < 0.5,
        row_group_size=choose.choice([3, 50, 1000]),
        data_page_size=choose.choice([10, 200, 1_000_000]),
        write_batch_size=choose.choice([1, 5, 1024]),
        write_page_checksum=choose.random() < 0.3,
        use_compliant_nested_type=choose.random() < 0.7,
    )
    with open(f"{folder}/{i}.json", "w") as file:
        json.dump([{field.name: plain(row[field.name], field.type) for field in fields} for row in rows], file)
