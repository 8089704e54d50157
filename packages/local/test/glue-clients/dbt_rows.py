# What dbt's models have come to: each line that is printed is a step and what it gave.
import json
from pyathena import connect

cursor = connect(s3_staging_dir="s3://lake/results/", region_name="us-east-1", poll_interval=0.05).cursor()
for name in ("as_table", "by_day", "log", "merged"):
    print(json.dumps([name, cursor.execute(f"SELECT id, name FROM modelled.{name} ORDER BY id, name").fetchall()]))
