"""What the readers in Python have in common: reads come as JSON, and rows go as JSON, a line for each read."""
import datetime, decimal, json, math, sys

EPOCH = datetime.datetime(1970, 1, 1)


def plain(value):
    """Structs and maps as pairs, timestamps as microseconds, large integers and special numbers as text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        naive = value if value.tzinfo is None else value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return str((naive - EPOCH) // datetime.timedelta(microseconds=1))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "__fields__"):
        return [[name, plain(each)] for name, each in zip(value.__fields__, value)]
    if isinstance(value, dict):
        return [[key, plain(each)] for key, each in value.items()]
    return [plain(each) for each in value]


def answer(read_rows):
    """Print the rows that each of the reads of the standard input has, as lists in the order of the columns."""
    for read in json.load(sys.stdin):
        rows = [[plain(value) for value in row] for row in read_rows(read)]
        print("ROWS " + json.dumps(rows), flush=True)
