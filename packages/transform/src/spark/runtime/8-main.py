# ---- The job itself.


def options_of(arguments):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--source", help="a folder of files, such as s3://raw/2025/01/15/")
    parser.add_argument("--inputs", help="a file that lists files, one on a line, in place of --source")
    parser.add_argument("--target", required=True, help="the table's folder")
    parser.add_argument("--quarantine", help="where rejected rows go; _quarantine/ in the table's folder when left out")
    parser.add_argument("--write", choices=["replace-sources", "overwrite-partitions"], default="replace-sources")
    parser.add_argument("--bookmark", help="a name: only files that are new since its last run are read, and their rows added")
    parser.add_argument("--table", help="database.table of the catalog, whose contract is compared and noted")
    parser.add_argument("--empty_day", choices=["fail", "pass"], default="fail")
    parser.add_argument("--max_rejected_ratio", type=float, default=1.0)
    parser.add_argument("--max_quarantine_bytes", type=int, default=128 * 1024 * 1024)
    parser.add_argument("--report", help="a file that gets the figures as JSON")
    # Glue and the batch give more than is needed here: --JOB_NAME, --day, --run_id.
    options, _ = parser.parse_known_args(arguments)
    if (options.source is None) == (options.inputs is None):
        parser.error("pass --source or --inputs")
    if options.bookmark is not None and not re.match(r"[\w-]{1,64}\Z", options.bookmark, re.ASCII):
        parser.error("--bookmark takes a name of letters, digits, hyphens and underscores")
    if options.write == "overwrite-partitions" and (options.bookmark is not None or not CONTRACT["partition"]):
        parser.error("--write overwrite-partitions is for a contract with partitions, and without --bookmark")
    return options


# A compressed file is in memory as a whole.
MOST_PACKED_BYTES = 256 * 1024 * 1024


def files_of(storage, options):
    """The files to read with their sizes."""
    if options.inputs is None:
        files = storage.list(options.source)
    else:
        listed = [line.strip() for line in (storage.read(options.inputs) or "").splitlines() if line.strip()]
        files = {name: size for path in listed for name, size in (storage.list(path) or missing(path)).items()}
    packed = [path for path in files if re.search(r"\.(bz2|zst|zstd|zip|xz|lz4|snappy|deflate)$", path.lower())]
    if packed:
        sys.exit(f"{packed[0]} is compressed, and not by gzip. Decompress it, or use CloudAPI's own engine.")
    large = [path for path, size in files.items() if is_packed(path) and size > MOST_PACKED_BYTES]
    if large:
        sys.exit(
            f"{large[0]} is compressed and has more than {MOST_PACKED_BYTES} bytes: gzip is read by one task, as a whole. "
            "Decompress it, write smaller files, or use CloudAPI's own engine."
        )
    return files


def missing(path):
    sys.exit(f"There is no file {path}, which --inputs lists.")


def check_unchanged(files, seen):
    """Stop where a file that was added has another size now: read again, its rows would be there twice."""
    for path, size in files.items():
        before = seen.get(source_name(path), size)
        if size != before:
            sys.exit(
                f"{path} had {before} bytes when its rows were added, and has {size} now: they would be there twice. "
                "Give what is new a file of its own, or run without --bookmark, which replaces rows; nothing was written."
            )


def main(arguments):
    from pyspark.sql import SparkSession
    from pyspark.storagelevel import StorageLevel

    options = options_of(arguments)
    spark = SparkSession.builder.appName(f"cloudapi {CONTRACT['name']}").getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    storage = Storage(spark)
    if options.table:
        check_table(spark, options.table)
    if storage.list(f"{options.target.rstrip('/')}/_manifests", hidden=True):
        sys.exit(f"{options.target} is written by CloudAPI's own engine (_manifests/): give the job a table of its own.")
    files = files_of(storage, options)
    runs = Runs(storage, options.target)
    name = options.bookmark or hashlib.sha256("\n".join(sorted(map(source_name, files))).encode()).hexdigest()[:16]
    if options.source and not options.bookmark:
        # A folder is the same one without the slash at its end.
        name = hashlib.sha256(source_name(options.source).rstrip("/").encode()).hexdigest()[:16]
    if options.bookmark:
        seen = runs.complete(options.bookmark)["inputs"]
        check_unchanged(files, seen)
        files = {path: size for path, size in files.items() if source_name(path) not in seen}
    if not files:
        if options.bookmark or options.empty_day == "pass":
            return finish(storage, options, {"files": 0, "rowsValid": 0, "rowsRejected": 0, "rowsNotKept": 0, "codes": {}})
        sys.exit(f"There is no file under {options.source or options.inputs}. Pass --empty_day pass where a day may be empty.")
    checked = checked_frame(spark, list(files)).persist(StorageLevel.DISK_ONLY)
    sources = Sources(checked, files)
    valid, rejected = sources.valid, sum(sources.rejected.values())
    left_out = write_quarantine(storage, checked, sources, options)
    if rejected > (valid + rejected) * options.max_rejected_ratio or (valid == 0 and rejected > 0):
        first = next(path for path, count in sources.rejected.items() if count > 0)
        advice = "Correct the source or the contract" if valid == 0 else "Correct the source or the contract, or raise --max_rejected_ratio"
        sys.exit(
            f"{rejected} of {valid + rejected} rows were rejected, so none was published; why is in {quarantine_path(options, first)}. "
            f"{advice}."
        )
    if valid == 0 and replaces_rows(runs, name, options):
        sys.exit(
            f"The files of {options.source or options.inputs} have no row, and those of the run before had some, which would be gone. "
            "Bring the files again; if the rows are to go, delete them."
        )
    mark_as_own(storage, options.target)
    if options.write == "overwrite-partitions":
        overwrite_partitions(spark, rows_of(checked), options.target)
    else:
        inputs = {source_name(path): size for path, size in files.items()}
        runs.publish(rows_of(checked), name, inputs, replaces=not options.bookmark)
    if options.table:
        mark_table(spark, options.table)
    figures = {"files": len(files), "rowsValid": valid, "rowsRejected": rejected, "rowsNotKept": left_out}
    figures["codes"] = {code: count for code, count in sorted(sources.codes.items()) if count > 0}
    checked.unpersist()
    return finish(storage, options, figures)


def replaces_rows(runs, name, options):
    return options.write == "replace-sources" and not options.bookmark and bool(runs.read(name)["add"])


def finish(storage, options, figures):
    report = json.dumps({"dataset": CONTRACT["name"], "contractHash": CONTRACT["hash"], **figures})
    if options.report:
        storage.write(options.report, [report.encode() + b"\n"])
    print(report)


# Times are instants in UTC, kept in milliseconds as CloudAPI's own files have them; names are told apart by their case.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MILLIS",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "false",
}
for _, each in COLUMNS:
    prepare(each, True)
ROOT["sources"], ROOT["has_json"] = sources_of(ROOT), any(column["has_json"] for _, column in COLUMNS)

if __name__ == "__main__":
    main(sys.argv[1:])
