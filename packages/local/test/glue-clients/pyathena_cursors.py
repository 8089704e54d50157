# PyAthena's cursors: each line that is printed is a step and what it gave.
import json
import boto3
from pyathena import connect
from pyathena.pandas.cursor import PandasCursor

def step(name, value): print(json.dumps([name, value], default=str))

s3 = boto3.client("s3")
s3.put_object(Bucket="lake", Key="t/1.csv", Body=b"1,x\n2,\n")
open_connection = lambda: connect(s3_staging_dir="s3://lake/results/", region_name="us-east-1", poll_interval=0.05)
cursor = open_connection().cursor()
step("types", cursor.execute("SELECT 1 AS a, 'x' AS b, DECIMAL '1.50' AS d, DATE '2025-01-15' AS e, ARRAY[1, 2] AS l, CAST(NULL AS double) AS n").fetchall())
step("description", [[name, type] for name, type, *_ in cursor.description])
cursor.execute("CREATE DATABASE pa")
cursor.execute("CREATE EXTERNAL TABLE pa.t (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/t/'")
step("parameters", cursor.execute("SELECT * FROM pa.t WHERE a > %(n)d OR b = %(s)s", {"n": 1, "s": "it's"}).fetchall())
step("tables", [cursor.execute("SHOW TABLES IN pa").fetchall(), [each.name for each in cursor.list_table_metadata(schema_name="pa")]])
step("columns", [[each.name, each.type] for each in cursor.get_table_metadata("t", schema_name="pa").columns])
step("glue", boto3.client("glue").get_table(DatabaseName="pa", Name="t")["Table"]["StorageDescriptor"]["SerdeInfo"]["Parameters"].get("field.delim"))
step("pandas", open_connection().cursor(PandasCursor).execute("SELECT a, b FROM pa.t ORDER BY a").as_pandas().fillna("").values.tolist())
cursor.execute("CREATE TABLE pa.made WITH (format = 'PARQUET') AS SELECT a, b FROM pa.t")
made = cursor.rowcount
cursor.execute("INSERT INTO pa.made VALUES (3, 'z'), (4, NULL)")
step("written", [made, cursor.rowcount, cursor.execute("SELECT count(*), sum(a) FROM pa.made").fetchall()])
frame = open_connection().cursor(PandasCursor, unload=True).execute("SELECT a, b FROM pa.made WHERE a > 2 ORDER BY a").as_pandas()
step("unload to pandas", frame.astype(object).where(frame.notna(), None).values.tolist())
