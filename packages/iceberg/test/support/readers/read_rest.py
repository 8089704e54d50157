"""Reads tables of a REST catalog whose files are in S3: with PyIceberg, DuckDB or Spark, whichever is named. Prints the rows of each."""
import importlib.util, json, os, sys

from plain import plain

order = json.load(sys.stdin)
CATALOG = {"uri": order["catalog"], "type": "rest"}
S3 = {
    "s3.endpoint": order["endpoint"],
    "s3.access-key-id": order["accessKeyId"],
    "s3.secret-access-key": order["secretAccessKey"],
}


def by_pyiceberg():
    from pyiceberg.catalog import load_catalog

    catalog = load_catalog("lake", **CATALOG, **S3, **{"s3.region": "us-east-1"})
    for read in order["reads"]:
        rows = catalog.load_table(read["table"]).scan().to_arrow().to_pylist()
        yield [[row[name] for name in read["names"]] for row in rows]


def by_duckdb():
    import duckdb

    connection = duckdb.connect()
    for name in ("httpfs", "avro", "iceberg"):
        folder = os.path.dirname(importlib.util.find_spec(f"duckdb_extension_{name}").origin)
        connection.execute(f"LOAD '{folder}/extensions/v{duckdb.__version__}/{name}.duckdb_extension'")
    connection.execute("SET TimeZone = 'UTC'")
    host = order["endpoint"].removeprefix("http://")
    connection.execute(
        f"CREATE SECRET (TYPE s3, KEY_ID '{order['accessKeyId']}', SECRET '{order['secretAccessKey']}', REGION 'us-east-1',"
        f" ENDPOINT '{host}', URL_STYLE 'path', USE_SSL false)"
    )
    connection.execute(f"ATTACH '' AS lake (TYPE iceberg, ENDPOINT '{order['catalog']}', AUTHORIZATION_TYPE 'none')")
    for read in order["reads"]:
        columns = ", ".join(f'"{name}"' for name in read["names"])
        yield connection.execute(f"SELECT {columns} FROM lake.{read['table']}").fetchall()


def by_spark():
    from spark_session import spark_session

    lake = {**CATALOG, **S3, "io-impl": "org.apache.iceberg.aws.s3.S3FileIO", "s3.path-style-access": "true", "client.region": "us-east-1"}
    settings = {f"spark.sql.catalog.lake.{name}": value for name, value in lake.items()}
    spark = spark_session({
        "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
        **settings,
    })
    for statement in order["statements"]:
        spark.sql(statement)
    for read in order["reads"]:
        columns = ", ".join(f"`{name}`" for name in read["names"])
        yield spark.sql(f"SELECT {columns} FROM lake.{read['table']}").collect()
    spark.stop()


for rows in {"PyIceberg": by_pyiceberg, "DuckDB": by_duckdb, "Spark": by_spark}[order["reader"]]():
    print("ROWS " + json.dumps([[plain(value) for value in row] for row in rows]), flush=True)
