# PyIceberg's GlueCatalog, over Glue and S3: each line that is printed is a step and what it gave.
import datetime, json, os, threading
import boto3, pyarrow as pa
from pyiceberg.catalog import load_catalog
from pyiceberg.types import IntegerType

def step(name, run):
    try: value = run()
    except Exception as error: value = type(error).__name__
    print(json.dumps([name, value], default=str))

key, secret, endpoint = (os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_S3"))
PROPERTIES = {
    "type": "glue", "glue.endpoint": os.environ["AWS_ENDPOINT_URL_GLUE"], "glue.region": "us-east-1", "glue.access-key-id": key,
    "glue.secret-access-key": secret, "s3.endpoint": endpoint, "s3.access-key-id": key, "s3.secret-access-key": secret, "s3.region": "us-east-1",
}
catalog = load_catalog("glue", **PROPERTIES)
glue = boto3.client("glue")
rows = pa.table({
    "id": pa.array([1, 2, 3], pa.int64()), "name": ["a", None, "c"],
    "at": pa.array([datetime.datetime(2025, 1, 15, 10, 30, 45, 123456)] * 3, pa.timestamp("us")),
    "inner": pa.array([{"x": 1, "l": ["p"]}] * 3, pa.struct([("x", pa.int32()), ("l", pa.list_(pa.string()))])),
})
version = lambda name: glue.get_table(DatabaseName="ice", Name=name)["Table"]["VersionId"]
count = lambda name: catalog.load_table(f"ice.{name}").scan().to_arrow().num_rows

catalog.create_namespace("ice", {"comment": "c", "location": "s3://lake/ice"})
step("namespaces", lambda: [[".".join(each) for each in catalog.list_namespaces()], catalog.load_namespace_properties("ice")])
table = catalog.create_table("ice.t", schema=rows.schema)
step("append", lambda: [table.append(rows), table.append(rows), count("t"), version("t")])
step("same rows", lambda: catalog.load_table("ice.t").scan(limit=3).to_arrow().to_pylist() == rows.to_pylist())

def race(writers, commits):
    def write():
        own = load_catalog("glue", **PROPERTIES)
        for _ in range(commits):
            while True:
                try: own.load_table("ice.t").append(rows); break
                except Exception as error:
                    if type(error).__name__ != "CommitFailedException": raise
    threads = [threading.Thread(target=write) for _ in range(writers)]
    for each in threads: each.start()
    for each in threads: each.join()
step("race", lambda: [race(3, 4), count("t"), len(catalog.load_table("ice.t").snapshots()), version("t")])

def evolve():
    with catalog.load_table("ice.t").update_schema() as update: update.add_column("more", IntegerType())
step("evolve", lambda: [evolve(), [each.name for each in catalog.load_table("ice.t").schema().fields]])
step("columns in Glue", lambda: [[each["Name"], each["Type"]] for each in glue.get_table(DatabaseName="ice", Name="t")["Table"]["StorageDescriptor"]["Columns"]])
step("table exists", lambda: catalog.create_table("ice.t", schema=rows.schema))
step("rename", lambda: [catalog.rename_table("ice.t", "ice.u") and None, [name for _, name in catalog.list_tables("ice")], count("u")])
step("register", lambda: [catalog.register_table("ice.r", catalog.load_table("ice.u").metadata_location) and None, count("r")])
step("properties", lambda: [catalog.update_namespace_properties("ice", updates={"k": "v"}).updated, catalog.load_namespace_properties("ice").get("k")])
step("not empty", lambda: catalog.drop_namespace("ice"))
step("missing", lambda: catalog.load_table("ice.none"))

athena = boto3.client("athena")
def query(sql):
    started = athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": "ice"}, ResultConfiguration={"OutputLocation": "s3://lake/results/"})
    while True:
        status = athena.get_query_execution(QueryExecutionId=started["QueryExecutionId"])["QueryExecution"]["Status"]
        if status["State"] in ("SUCCEEDED", "FAILED"): return status.get("StateChangeReason", status["State"])
step("athena", lambda: [query("SHOW TABLES"), query("SELECT * FROM u"), query("INSERT INTO u (id, name) VALUES (4, 'd')")])
step("rows of Athena", lambda: [count("u"), catalog.load_table("ice.u").scan(row_filter="id == 4").to_arrow().to_pylist()])
step("drop", lambda: [catalog.drop_table("ice.u"), catalog.purge_table("ice.r"), catalog.drop_namespace("ice"), catalog.namespace_exists("ice")])
