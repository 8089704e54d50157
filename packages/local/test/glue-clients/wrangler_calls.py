# awswrangler as its users call it: each line that is printed is a step and what it gave.
import json
import awswrangler as wr, pandas as pd

def step(name, run):
    try: value = run()
    except Exception as error: value = f"{type(error).__name__}: {error}"
    print(json.dumps([name, value], default=str))

DB, OUT = "wrangled", "s3://lake/results/"
wr.catalog.create_database(DB, description="d")
df = pd.DataFrame({
    "id": [1, 2, 3], "Name": ["a", "b", None], "price": [1.5, None, 2.5],
    "at": pd.to_datetime(["2025-01-15 10:30:45.123", None, "2025-02-01 00:00:00.000"]), "dt": ["2025-01-15", "2025-01-15", "2025-02-01"],
})

def write(frame, mode):
    return len(wr.s3.to_parquet(frame, f"s3://lake/{DB}/t/", dataset=True, mode=mode, database=DB, table="t", partition_cols=["dt"],
        glue_table_settings={"description": "my table", "parameters": {"k": "v"}, "columns_comments": {"id": "the id"}})["paths"])

def rows(sql, **more):
    frame = wr.athena.read_sql_query(sql, database=DB, **{"s3_output": OUT, **more})
    return frame.astype(object).where(frame.notna(), None).values.tolist()

step("create", lambda: write(df, "overwrite"))
step("append", lambda: write(df.assign(extra=7), "append"))
step("overwrite partitions", lambda: write(df.iloc[:1], "overwrite_partitions"))
step("read", lambda: rows("SELECT id, name, price, at, extra, dt FROM t ORDER BY id, extra", ctas_approach=False))
step("ctas", lambda: rows("SELECT id, name, price, at, extra, dt FROM t ORDER BY id, extra", ctas_approach=True))
step("unload", lambda: rows("SELECT id, name, price, at, extra, dt FROM t ORDER BY id, extra", ctas_approach=False, unload_approach=True, s3_output="s3://lake/unloaded/"))
step("databases", lambda: wr.catalog.databases()["Database"].tolist())
step("tables", lambda: [wr.catalog.tables(database=DB, **more)["Table"].tolist() for more in ({}, {"name_contains": "T"}, {"name_prefix": "x"})])
step("columns", lambda: wr.catalog.table(DB, "t")[["Column Name", "Type", "Partition", "Comment"]].values.tolist())
step("types", lambda: wr.catalog.get_table_types(DB, "t"))
step("location", lambda: wr.catalog.get_table_location(DB, "t"))
step("description", lambda: wr.catalog.get_table_description(DB, "t"))
step("parameters", lambda: wr.catalog.upsert_table_parameters({"x": "y"}, DB, "t"))
step("partitions", lambda: wr.catalog.get_parquet_partitions(DB, "t"))
step("some partitions", lambda: list(wr.catalog.get_partitions(DB, "t", expression="dt >= '2025-02-01'").values()))
step("read table", lambda: wr.s3.read_parquet_table("t", DB, partition_filter=lambda each: each["dt"] == "2025-01-15")["id"].tolist())
step("versions", lambda: [wr.s3.to_parquet(df.assign(more=i), f"s3://lake/{DB}/v/", dataset=True, mode="overwrite", database=DB, table="v", catalog_versioning=True) and wr.catalog.get_table_number_of_versions(DB, "v") for i in range(3)])
step("csv", lambda: len(wr.s3.to_csv(df.assign(Name="a, b"), f"s3://lake/{DB}/c/", dataset=True, database=DB, table="c", index=False, sep="|")["paths"]))
step("read csv", lambda: rows("SELECT id, name, price FROM c ORDER BY id", ctas_approach=False))
step("json", lambda: len(wr.s3.to_json(df, f"s3://lake/{DB}/j/", dataset=True, database=DB, table="j", orient="records", lines=True, index=None)["paths"]))
step("read json", lambda: rows("SELECT id, name, price FROM j ORDER BY id", ctas_approach=False))
wr.catalog.create_parquet_table(DB, "p", f"s3://lake/{DB}/t/", {"id": "bigint"}, partitions_types={"dt": "string"})
step("add partitions", lambda: wr.catalog.add_parquet_partitions(DB, "p", {f"s3://lake/{DB}/t/dt=2025-02-01/": ["2025-02-01"]}))
step("repair", lambda: wr.athena.repair_table("p", database=DB, s3_output=OUT))
step("read added", lambda: rows("SELECT * FROM p ORDER BY dt", ctas_approach=False))
step("add column", lambda: [wr.catalog.add_column(DB, "p", "price", "double", "what it costs"), rows("SELECT sum(price) FROM p", ctas_approach=False)])
step("delete column", lambda: [wr.catalog.delete_column(DB, "p", "price"), wr.catalog.get_table_types(DB, "p")])
step("delete partitions", lambda: [wr.catalog.delete_partitions("p", DB, [["2025-02-01"]]), wr.catalog.get_partitions(DB, "p")])
step("view", lambda: [wr.athena.start_query_execution("CREATE VIEW w AS SELECT id FROM t", database=DB, s3_output=OUT, wait=True)["Status"]["State"], rows("SELECT count(*) FROM w", ctas_approach=False)])
def to_iceberg(frame, **more):
    return wr.athena.to_iceberg(frame, DB, "ice", table_location=f"s3://lake/{DB}/ice/", temp_path="s3://lake/tmp/", s3_output=OUT, keep_files=False, **more)

ice = lambda: rows("SELECT id, name FROM ice ORDER BY id", ctas_approach=False)
step("to iceberg", lambda: [to_iceberg(df, partition_cols=["dt", "bucket(4, id)"]), ice()])
step("append to iceberg", lambda: [to_iceberg(df.assign(id=df.id + 3)), len(ice())])
step("merge into iceberg", lambda: [to_iceberg(df.assign(Name="m", id=df.id + 5), merge_cols=["id"]), ice()])
step("delete from iceberg", lambda: [wr.athena.delete_from_iceberg_table(pd.DataFrame({"id": [1, 2, 6]}), DB, "ice", temp_path="s3://lake/tmp/", merge_cols=["id"], s3_output=OUT, keep_files=False), ice()])
step("delete table", lambda: [wr.catalog.delete_table_if_exists(DB, "t"), wr.catalog.delete_table_if_exists(DB, "t"), wr.catalog.does_table_exist(DB, "t")])
step("delete database", lambda: [wr.catalog.delete_database(DB), wr.catalog.databases()["Database"].tolist()])
