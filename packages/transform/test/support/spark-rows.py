# Judges lines by compiled jobs, in Python alone: spark-rows.py CASES.json, of [{script, lines}], the lines in base64.
# Prints a line of JSON for each: its row, its issues, or null where it is no record.
import base64
import datetime
import decimal
import json
import struct
import sys

decimal.getcontext().prec = 100
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()


def plain(value):
    """A value of a row as JSON that keeps all of it: doubles by their bits, times in milliseconds, dates in days."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return f"f{struct.pack('>d', value).hex()}"
    if isinstance(value, decimal.Decimal):
        return f"d{value.normalize():f}" if value else "d0"
    if isinstance(value, datetime.datetime):
        return f"i{(value - EPOCH) // datetime.timedelta(milliseconds=1)}"
    if isinstance(value, datetime.date):
        return f"i{value.toordinal() - EPOCH_DAY}"
    if isinstance(value, dict):
        return sorted([key, plain(each)] for key, each in value.items())
    return [plain(each) for each in value]


def judged(job, line):
    rows = [row for row in job["check_lines"]([(line, "file", 0)]) if row[0] != job["LINES"]]
    if not rows:
        return None
    if rows[0][0] == job["REJECTED"]:
        # Where a file ends is not known here.
        return {"issues": [[each["code"].split(" or ")[0], each["path"]] for each in json.loads(rows[0][6])]}
    return {"row": [plain(value) for value in rows[0][7:]]}


for case in json.load(open(sys.argv[1])):
    job = {"__name__": "job"}
    exec(compile(case["script"], "job", "exec"), job)
    for line in case["lines"]:
        print(json.dumps(judged(job, base64.b64decode(line))))
