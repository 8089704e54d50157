# ---- Lines from files, and rows for a table.

VALID, REJECTED, LINES = range(3)


def prepare(node, is_column):
    """Put functions where the contract has names of kinds."""
    kind = node["kind"]
    node.setdefault("stored_default", None)
    below = [*node.get("fields", ()), *(node[name] for name in ("element", "value") if name in node)]
    for inside in below:
        prepare(inside, False)
    node["has_json"] = kind == "json" or any(inside["has_json"] for inside in below)
    if kind == "struct":
        node["names"] = {field["name"] for field in node["fields"]}
        node["sources"] = sources_of(node)
    if "rule" not in node:
        return
    prepare_rule(node["rule"])
    node["convert"] = CONVERT[kind]
    # Spark makes times and dates of whole columns itself.
    store = {"timestamp": instant_of, "date": DAYS.__getitem__}.get(kind) if is_column else None
    node["store"] = store or STORE.get(kind, lambda value: value)
    if "default" in node:
        default = Num(node["default"]) if type(node["default"]) in (int, float) else node["default"]
        node["stored_default"] = node["store"](node["convert"](node, default))


def sources_of(node):
    """The fields of an object by every name that they have in sources."""
    own = {field["name"]: field for field in node["fields"]}
    return {**own, **{name: own[field] for name, field in node["aliases"].items()}}


class Part:
    """What is counted of the part of a file that one task reads."""

    def __init__(self, place):
        self.place, self.lines, self.bytes, self.first = place, 0, 0, None
        self.valid, self.rejected, self.codes, self.open = 0, 0, {}, None
        self.packed = None

    def row(self, blank):
        told = {"valid": self.valid, "rejected": self.rejected, "codes": self.codes, "open": self.open, "packed": self.packed}
        return (LINES, *self.place, self.lines, self.bytes, self.first, json.dumps(told), *blank)

    def reject(self, issues, end):
        self.rejected += 1
        for each in issues:
            self.codes[each["code"]] = self.codes.get(each["code"], 0) + 1
            if each["code"].endswith(OR_TRUNCATED):
                self.open = [each["code"], end]


OR_TRUNCATED = " or truncated_record"


class Packed(dict):
    """What a compressed file has: its own size, that of its text, whether a byte order mark was taken off, and what is wrong with it."""


def unpacked(packed):
    """The text of gzip, member behind member, in pieces; ValueError where it is none."""
    at = 0
    while at < len(packed):
        if packed[at : at + 2] != b"\x1f\x8b":
            if at == 0 or packed[at:].strip(b"\0"):
                raise ValueError("it has bytes that are no gzip")
            return
        member = zlib.decompressobj(31)
        while not member.eof:
            piece = packed[at : at + 65_536]
            if not piece:
                raise ValueError("it ends in the middle")
            yield member.decompress(piece)
            at += len(piece) - len(member.unused_data)


def lines_of_packed(files):
    """The lines of compressed files, and of each file what it has, as `check_lines` takes them."""
    for packed, *place in files:
        begun, known = [], Packed(packed=len(packed), size=0, mark=0, fault=None)
        try:
            for text in unpacked(packed):
                known["size"] += len(text)
                if b"\n" not in text:
                    begun.append(text)
                    continue
                *lines, rest = b"".join([*begun, text]).split(b"\n")
                begun = [rest]
                for line in lines:
                    yield (without_mark(line, known), *place)
            if any(begun):
                yield (without_mark(b"".join(begun), known), *place)
        except (ValueError, zlib.error) as error:
            known["fault"] = str(error)
        yield (known, *place)


def without_mark(line, known):
    known["lines"] = known.get("lines", 0) + 1
    if known["lines"] == 1 and line.startswith(b"\xef\xbb\xbf"):
        known["mark"] = 3
        return line[3:]
    return line


def check_packed(files):
    return check_lines(lines_of_packed(files))


def check_lines(lines):
    """What Spark is given for the lines of its part of files: rows, rejected lines, and what each part has."""
    part, blank = None, (None,) * len(COLUMNS)
    for line, *place in lines:
        if part is None or place != part.place:
            if part is not None:
                yield part.row(blank)
            part = Part(place)
        if isinstance(line, Packed):
            part.packed = line
            continue
        line = bytes(line)
        record = line[:-1] if line.endswith(b"\r") else line
        if len(record) > MAX_RECORD_BYTES or record.strip(WHITE):
            part.first = part.first or record.lstrip(WHITE)[:4]
            try:
                row = check_line(record)
                part.valid += 1
                yield (VALID, None, None, None, None, None, None, *row)
            except Refused as refused:
                part.reject(refused.issues, part.bytes + len(record))
                yield (REJECTED, *place, part.lines, part.bytes, record, json.dumps(refused.issues), *blank)
        part.lines += 1
        part.bytes += len(line) + 1
    if part is not None:
        yield part.row(blank)


def spark_type(node, is_column=False):
    from pyspark.sql import types as t

    kind = node["kind"]
    if kind == "struct":
        return t.StructType([t.StructField(field["name"], spark_type(field)) for field in node["fields"]])
    if kind == "list":
        return t.ArrayType(spark_type(node["element"]))
    if kind == "map":
        return t.MapType(t.StringType(), spark_type(node["value"]))
    if kind == "decimal":
        return t.DecimalType(node["precision"], node["scale"])
    if is_column and kind in ("timestamp", "date"):
        return t.LongType() if kind == "timestamp" else t.IntegerType()
    return {
        "string": t.StringType(), "json": t.StringType(), "int32": t.IntegerType(), "int64": t.LongType(), "bigint": t.LongType(),
        "float": t.FloatType(), "double": t.DoubleType(), "boolean": t.BooleanType(),
        "timestamp": t.TimestampType(), "date": t.DateType(),
    }[kind]


def is_packed(path):
    return path.lower().endswith(".gz")


def checked_frame(spark, files):
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    plain = [path for path in files if not is_packed(path)]
    packed = [path for path in files if is_packed(path)]
    schema = t.StructType([
        t.StructField("_kind", t.IntegerType()),
        t.StructField("_file", t.StringType()),
        t.StructField("_block", t.LongType()),
        t.StructField("_line", t.LongType()),
        t.StructField("_offset", t.LongType()),
        t.StructField("_raw", t.BinaryType()),
        t.StructField("_issues", t.StringType()),
        *(t.StructField(f"c{at}", spark_type(node, True)) for at, (_, node) in enumerate(COLUMNS)),
    ])
    text = spark.read.option("lineSep", "\n").format("text")
    read = [
        frame_of(text, "value", plain, f).mapPartitions(check_lines) if plain else None,
        frame_of(spark.read.format("binaryFile"), "content", packed, f).mapPartitions(check_packed) if packed else None,
    ]
    rows = [each for each in read if each is not None]
    return spark.createDataFrame(rows[0] if len(rows) == 1 else rows[0].union(rows[1]), schema, verifySchema=False)


def frame_of(reader, column, files, f):
    """A column of files as bytes, each with the name of its file and where in it its part begins."""
    found = reader.load([re.sub(r"([\\*?\[\]{}])", r"\\\1", path) for path in files])
    return found.select(f.col(column).cast("binary"), f.col("_metadata.file_path"), f.col("_metadata.file_block_start")).rdd


def rows_of(checked):
    """The valid rows as the table has them: every column of its type, and behind them those of the partitions."""
    from pyspark.sql import functions as f

    valid = checked.where(f.col("_kind") == VALID)
    columns = []
    for at, (name, node) in enumerate(COLUMNS):
        column = f.col(f"c{at}")
        if node["kind"] == "timestamp":
            column = f.timestamp_millis(column)
        elif node["kind"] == "date":
            column = f.date_from_unix_date(column)
        identity = {"cloudapi.dataset": CONTRACT["name"], "cloudapi.contract_hash": CONTRACT["hash"]} if at == 0 else {}
        columns.append(column.alias(name, metadata=identity))
    rows = valid.select(columns)
    for _, key in KEYS:
        rows = rows.withColumnRenamed(key["column"], key["folder"])
    for name, pattern in PARTITION["times"]:
        rows = rows.withColumn(name, f.date_format(f.col(f"`{CONTRACT['event_time']}`"), pattern))
    return rows


def write_rows(rows, target, mode):
    folders = [key["folder"] for _, key in KEYS] + [name for name, _ in PARTITION["times"]]
    if folders:
        # Rows of one folder come together, in as many files as their size is worth.
        rows.createOrReplaceTempView("cloudapi_rows")
        names = ", ".join(f"`{name}`" for name in folders)
        rows = rows.sparkSession.sql(f"SELECT /*+ REBALANCE({names}) */ * FROM cloudapi_rows")
    rows.write.mode(mode).partitionBy(*folders).parquet(target)
