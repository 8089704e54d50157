# Judges lines by compiled jobs, in Python alone: spark-lines.py CASES.json, of [{script, lines}]. Prints the codes and paths of each line.
import json
import sys
from types import SimpleNamespace


def judge(job, line):
    """What a job says of a line: the codes and paths of its issues, none for a row."""
    rows = [row for row in job["check_lines"]([(line.encode("utf-8", "surrogatepass"), "file", 0)]) if row[0] != job["LINES"]]
    issues = [each for row in rows if row[0] == job["REJECTED"] for each in json.loads(row[6])]
    return [[each["code"], each["path"]] for each in issues]


class Objects:
    """An object store: what is moved is copied, then deleted, and nothing is moved over something else."""

    def __init__(self, *names):
        self.names = set(names)

    def exists(self, name):
        return name in self.names

    def delete(self, name, _):
        self.names.discard(name)

    def mkdirs(self, _):
        return True

    def rename(self, begin, end):
        if end.name in self.names:
            return False
        self.names = self.names - {begin} | {end.name}
        return True


def moved(job, *names):
    """What is there once `begin` was moved to `end`."""

    class Path(str):
        name = property(str)

        def getParent(self):
            return "parent"

    objects, storage = Objects(*names), object.__new__(job["Storage"])
    storage.open = lambda path: (objects, Path(path))
    storage.jvm = SimpleNamespace(org=SimpleNamespace(apache=SimpleNamespace(hadoop=SimpleNamespace(fs=SimpleNamespace(Path=Path)))))
    storage.move("begin", "end")
    return sorted(objects.names)


cases = []
for case in json.load(open(sys.argv[1])):
    job = {"__name__": "job"}
    exec(compile(case["script"], "job", "exec"), job)
    cases.append([judge(job, line) for line in case["lines"]])
moves = [moved(job, *names) for names in (["begin"], ["begin", "end"], ["end"])]
print(json.dumps({"cases": cases, "moves": moves}))
