# ---- Publishing: rows are written beside the table, and moved into it once all of them are there.


class Runs:
    """What was moved for each set of sources, so that a run that was stopped is completed, and one that is repeated replaces itself."""

    def __init__(self, storage, target):
        self.storage, self.target = storage, target.rstrip("/")
        self.folder = f"{self.target}/_spark_runs/{CONTRACT['name']}"
        # Of the contract as well: another one may have runs of the same name.
        self.stages = f"{CONTRACT['name']}."

    def read(self, name):
        text = self.storage.read(f"{self.folder}/{name}.json")
        return {"add": [], "remove": [], "inputs": {}} if text is None else json.loads(text)

    def save(self, name, run):
        self.storage.write(f"{self.folder}/{name}.json", [json.dumps(run, indent=1).encode()])

    def complete(self, name):
        """Do what a run has still to do: move its files, then remove those that they replace. Doing it again changes nothing."""
        run = self.read(name)
        for begin, end in run["add"]:
            self.storage.move(f"{self.target}/{begin}", f"{self.target}/{end}")
        for path in run["remove"]:
            self.storage.remove(f"{self.target}/{path}")
        if run["remove"]:
            self.save(name, {**run, "remove": []})
        return run

    def sweep(self, name):
        """Remove what runs of the same name had written beside the table when they were stopped; what they had noted was moved."""
        for stage in self.storage.folders(f"{self.target}/_staging"):
            if re.fullmatch(re.escape(self.stages + name) + "-[0-9a-f]{8}", stage):
                self.storage.remove(f"{self.target}/_staging/{stage}", recursive=True)

    def publish(self, rows, name, inputs, replaces):
        before = self.complete(name)
        self.sweep(name)
        label = f"{name}-{uuid.uuid4().hex[:8]}"
        stage = f"_staging/{self.stages}{label}"
        write_rows(rows, f"{self.target}/{stage}", "errorifexists")
        root, add = f"/{stage}/", []
        for path in sorted(self.storage.list(f"{self.target}/{stage}")):
            folder, _, file = path[path.index(root) + len(root) :].rpartition("/")
            end = f"{folder}/{label}-{file}" if folder else f"{label}-{file}"
            add.append([f"{stage}/{folder}/{file}" if folder else f"{stage}/{file}", end])
        old = [end for _, end in before["add"]]
        run = {"contract_hash": CONTRACT["hash"], "add": add, "remove": old if replaces else [], "inputs": inputs}
        if not replaces:
            run["add"], run["inputs"] = before["add"] + add, {**before["inputs"], **inputs}
        self.save(name, run)
        self.complete(name)
        self.storage.remove(f"{self.target}/{stage}", recursive=True)
        return [end for _, end in add]


def mark_as_own(storage, target):
    """Note that the table is a job's: CloudAPI's own engine, which keeps manifests of what it writes, stops at the mark."""
    path = f"{target.rstrip('/')}/_contracts/{CONTRACT['name']}.spark"
    if storage.read(path) is None:
        storage.write(path, [b""])


def overwrite_partitions(spark, rows, target):
    """Spark's own dynamic partition overwrite: every partition that the rows have is replaced by them."""
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    write_rows(rows, target, "overwrite")


def check_table(spark, table):
    """Stop before anything is written where a table of the catalog is of another contract; the property's name and value if not."""
    properties = {row["key"]: row["value"] for row in spark.sql(f"SHOW TBLPROPERTIES {quoted(table)}").collect()}
    known = properties.get("cloudapi.contract_hash")
    if known not in (None, CONTRACT["hash"]):
        sys.exit(
            f"The table {table} has the contract {known}, and this job was compiled of {CONTRACT['hash']}. "
            "Compile the job again from the contract of the table, or migrate the table; nothing was written."
        )


def mark_table(spark, table):
    marks = {"cloudapi.dataset": CONTRACT["name"], "cloudapi.contract_hash": CONTRACT["hash"]}
    spark.sql(f"ALTER TABLE {quoted(table)} SET TBLPROPERTIES ({', '.join(f'{json.dumps(k)} = {json.dumps(v)}' for k, v in marks.items())})")


def quoted(table):
    return ".".join(f"`{part}`" for part in table.replace("`", "").split("."))
