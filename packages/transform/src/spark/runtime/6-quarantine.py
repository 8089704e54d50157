# ---- What is rejected: one file for each source, as CloudAPI writes it itself.


class Storage:
    """Files and objects, through Hadoop's file systems."""

    def __init__(self, spark):
        self.jvm, self.conf = spark._jvm, spark._jsc.hadoopConfiguration()

    def open(self, path):
        place = self.jvm.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(self.conf), place

    def list(self, path, hidden=False):
        """Every file under a path with its size, but for those that readers skip."""
        fs, place = self.open(path)
        if not fs.exists(place):
            return {}
        root, files, found = fs.makeQualified(place).toString().rstrip("/"), fs.listFiles(place, True), {}
        while files.hasNext():
            status = files.next()
            name = status.getPath().toString()
            # A folder of a partition may begin with an underscore: it has a = in its name.
            if hidden or not re.search(r"/(?:\.|_(?!\w*=))", name[len(root) :]):
                found[name] = status.getLen()
        return found

    def folders(self, path):
        """The names of the folders in a folder; none where it isn't there."""
        fs, place = self.open(path)
        inside = fs.listStatus(place) if fs.exists(place) else []
        return [status.getPath().getName() for status in inside if status.isDirectory()]

    def write(self, path, chunks):
        fs, place = self.open(path)
        out = fs.create(place, True)
        for chunk in chunks:
            out.write(bytearray(chunk))
        out.close()

    def read(self, path):
        """The text of a file; None where there is none."""
        fs, place = self.open(path)
        if not fs.exists(place):
            return None
        source = fs.open(place)
        text = self.jvm.org.apache.commons.io.IOUtils.toString(source, "UTF-8")
        source.close()
        return text

    def move(self, begin, end):
        """Move a file that is not moved yet."""
        fs, place = self.open(begin)
        if not fs.exists(place):
            return
        target = self.jvm.org.apache.hadoop.fs.Path(end)
        if fs.exists(target):
            # An object store copies, then deletes; a run that was killed between the two has done the first. No other file has this name.
            fs.delete(place, False)
            return
        fs.mkdirs(target.getParent())
        if not fs.rename(place, target):
            raise OSError(f"{begin} can't be moved to {end}.")

    def remove(self, path, recursive=False):
        fs, place = self.open(path)
        fs.delete(place, recursive)


class Sources:
    """What the files have, put together of their parts: where each part begins, and how many rows are right."""

    def __init__(self, checked, sizes):
        from pyspark.sql import functions as f

        # Of a compressed file, the size of its text is what places are told by.
        self.sizes, self.parts = dict(sizes), {}
        self.names = {comparable(path): path for path in sizes}
        self.valid, self.rejected, self.codes = 0, dict.fromkeys(sizes, 0), {}
        by_file = {path: [] for path in sizes}
        for row in checked.where(f.col("_kind") == LINES).collect():
            by_file[self.path_of(row)].append(row)
        for path, rows in by_file.items():
            self.add(path, sorted(rows, key=lambda row: row["_block"]))

    def path_of(self, row):
        return self.names[comparable(urllib.parse.unquote(row["_file"]))]

    def add(self, path, rows):
        packed = next((told["packed"] for told in (json.loads(row["_issues"]) for row in rows) if told["packed"]), None)
        offset = self.begin_of(path, sum(row["_offset"] for row in rows), packed)
        first, line = next((bytes(row["_raw"]) for row in rows if row["_raw"]), b""), 0
        stop_at_other_formats(path, first)
        for row in rows:
            told = json.loads(row["_issues"])
            self.parts[path, row["_block"]] = (line, offset)
            self.valid += told["valid"]
            self.rejected[path] += told["rejected"]
            for code, count in told["codes"].items():
                name = code.replace(OR_TRUNCATED, "")
                self.codes[name] = self.codes.get(name, 0) + count
            if told["open"] is not None and self.is_end(path, offset + told["open"][1]):
                name = told["open"][0].replace(OR_TRUNCATED, "")
                self.codes[name] -= 1
                self.codes["truncated_record"] = self.codes.get("truncated_record", 0) + 1
            line, offset = line + row["_line"], offset + row["_offset"]

    def begin_of(self, path, read, packed):
        """Where the first line begins: behind a byte order mark. Stops where something else was read than the file has."""
        if packed is not None:
            if packed["fault"] is not None:
                sys.exit(f"{path} can't be decompressed: {packed['fault']}. Nothing was written; bring the whole file, and run the job again.")
            has_changed, self.sizes[path] = packed["packed"] != self.sizes[path], packed["size"]
            begin = packed["mark"]
        else:
            # Hadoop takes off a byte order mark, and a last line without an end has none to be counted.
            more = read - self.sizes[path]
            has_changed, begin = more not in (0, 1, -2, -3), 3 if more in (-2, -3) else 0
        if has_changed:
            sys.exit(
                f"{path} has not the bytes that were read: it changed meanwhile, or its name is one that Spark passes over. "
                "Nothing was written; run the job again over a file that stays as it is."
            )
        return begin

    def is_end(self, path, offset):
        return offset == self.sizes[path]


def stop_at_other_formats(path, first):
    """Stop at a file whose first bytes say that it has no lines of JSON."""
    if first[:1] == b"[":
        sys.exit(f"{path} begins with [, as a JSON array does; the job reads JSON Lines, a record on each line. Nothing was written.")
    names = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zX": "xz"}
    for begin, name in names.items():
        if first.startswith(begin):
            advice = "end its name in .gz" if name == "gzip" else "decompress it, or use CloudAPI's own engine"
            sys.exit(f"{path} begins as {name} does, and the job reads JSON Lines: {advice}. Nothing was written.")


def quarantine_line(row, sources):
    path = sources.path_of(row)
    begin_line, begin_offset = sources.parts[path, row["_block"]]
    line, offset, raw = begin_line + row["_line"] + 1, begin_offset + row["_offset"], bytes(row["_raw"])
    issues = []
    for each in json.loads(row["_issues"]):
        if each["code"].endswith(OR_TRUNCATED):
            is_last = sources.is_end(path, offset + len(raw))
            each["code"] = "truncated_record" if is_last else each["code"].replace(OR_TRUNCATED, "")
        issues.append(told(each))
    kept = raw if len(raw) <= MAX_RECORD_BYTES else whole_characters(raw[:KEPT_BYTES])
    record = {
        "dataset": CONTRACT["name"], "contractHash": CONTRACT["hash"], "source": source_name(path), "format": "json-lines",
        "line": line, "byteOffset": offset, "byteLength": len(raw),
        "raw": kept.decode("utf-8", "replace"),
    }
    if kept is not raw:
        record["rawTruncated"] = True
    elif not is_utf8(raw):
        record["rawBase64"] = base64.b64encode(raw).decode()
    text = json.dumps({**record, "issues": issues}, ensure_ascii=False, separators=(",", ":"))
    return SURROGATE.sub("\ufffd", text).encode() + b"\n"


def is_utf8(raw):
    try:
        return raw.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


def whole_characters(raw):
    for back in range(1, 4):
        if raw[-back] & 0xC0 != 0x80:
            size = 4 if raw[-back] >= 0xF0 else 3 if raw[-back] >= 0xE0 else 2 if raw[-back] >= 0xC0 else 1
            return raw[:-back] if size > back else raw
    return raw


def told(each):
    """An issue as the lines of a quarantine file have it."""
    path = "".join(
        f"[{part}]" if isinstance(part, int) else part if at == 0 else f".{part}" for at, part in enumerate(each["path"])
    )
    found = "" if each["received"] is None else f", received {each['received']}"
    message = f"{path or 'The record'}: expected {each['expected']}{found}."
    known = {name: each[name] for name in ("expected", "received") if each[name] is not None}
    return {"code": each["code"], "path": each["path"], "message": message, **known}


def write_quarantine(storage, checked, sources, options):
    """
    One file for each source with the first of its rejected rows, in their order; gone where it has none any more. Gives how many
    were left out.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    so_far = Window.partitionBy("_file").orderBy("_block", "_line")
    rejected = (
        checked.where(f.col("_kind") == REJECTED)
        .select("_file", "_block", "_line", "_offset", "_raw", "_issues")
        .withColumn("_size", f.sum(f.length("_raw") + f.length("_issues")).over(so_far))
        .where(f.col("_size") <= options.max_quarantine_bytes)
        .orderBy("_file", "_block", "_line")
    )
    kept = dict.fromkeys(sources.sizes, 0)
    for path, rows in itertools.groupby(rejected.toLocalIterator(), sources.path_of):
        lines, size = [], 0
        for row in rows:
            line = quarantine_line(row, sources)
            size += len(line)
            if size > options.max_quarantine_bytes:
                break
            lines.append(line)
        kept[path] = len(lines)
        storage.write(quarantine_path(options, path), [b"".join(lines[at : at + 1000]) for at in range(0, len(lines), 1000)])
    for path, count in sources.rejected.items():
        if count == 0:
            storage.remove(quarantine_path(options, path))
    return sum(sources.rejected.values()) - sum(kept.values())


def comparable(path):
    """A path without what Spark and Hadoop write differently before it: a file of this machine has one slash or three."""
    return re.sub(r"^(file|s3[an]?):/+", "/", path)


def source_name(path):
    """What a source is called wherever it is read: s3://bucket/key, and the path of a file of this machine."""
    path = re.sub(r"^s3[an]://", "s3://", path)
    return re.sub(r"^file:/*", "/", path)


def quarantine_path(options, path):
    digest = hashlib.sha256(source_name(path).encode()).hexdigest()[:16]
    folder = f"{options.quarantine.rstrip('/')}/" if options.quarantine else f"{options.target.rstrip('/')}/_quarantine/"
    return f"{folder}{CONTRACT['name']}/{digest}.ndjson"
