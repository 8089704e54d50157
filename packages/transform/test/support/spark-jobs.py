# Runs compiled jobs one behind the other in one Spark session: spark-submit spark-jobs.py JOBS.json, of [{script, args, name}].
# Before a job, files may be moved (`moves`, of [from, to]) and statements of SQL run (`sql`).
# Prints a line of JSON for each: what the job printed last, or how it ended.
import contextlib
import io
import json
import shutil
import sys
import traceback

from pyspark.sql import SparkSession

for job in json.load(open(sys.argv[1])):
    with open(job["script"]) as file:
        program = compile(file.read(), job["script"], "exec")
    sys.argv = [job["script"], *job["args"]]
    said = io.StringIO()
    for begin, end in job["moves"]:
        shutil.move(begin, end)
    for statement in job["sql"]:
        SparkSession.builder.getOrCreate().sql(statement)
    try:
        with contextlib.redirect_stdout(said):
            exec(program, {"__name__": "__main__"})
        end = json.loads(said.getvalue().splitlines()[-1])
    except SystemExit as stopped:
        end = {"stopped": str(stopped.code)}
    except Exception:
        end = {"stopped": traceback.format_exc()}
    print("JOB " + json.dumps({"name": job["name"], **end}), flush=True)
