# ---- From a record to a row, or to all that is wrong with it.

MOST_FAULTS, MOST_ISSUES = 1000, 100
COLUMNS = [(column["name"], column) for column in CONTRACT["columns"]]
PLACES = {name: at for at, (name, _) in enumerate(COLUMNS)}
ROOT = {"kind": "struct", "fields": CONTRACT["columns"], "aliases": CONTRACT["aliases"]}
PARTITION = CONTRACT["partition"] or {"keys": [], "times": []}
EVENT_TIME = PLACES.get(CONTRACT["event_time"])
RANGE = PARTITION.get("bounds")
KEYS = [(PLACES[key["column"]], key) for key in PARTITION["keys"]]


class Walk:
    """What is found while a column is read: faults of conversion, and what the rules find, each with its path."""

    def __init__(self):
        self.faults, self.found = [], []

    def refuse(self, path, code, expected, value=None, hides=True):
        self.faults.append((issue(code, path, expected, preview(value)), hides))


def preview(value):
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return "array" if isinstance(value, list) else "object"
    shown = json.dumps(value[:101], ensure_ascii=False) if isinstance(value, str) and type(value) is not Num else str(value)
    return shown if len(shown) <= 100 else shown[:99] + "…"


def read(node, value, path, walk):
    """What the row has of a value; anything where something is wrong, which the walk has then."""
    if value is None:
        return read_absent(node, path, walk)
    kind = node["kind"]
    if kind == "struct":
        return read_struct(node, value, path, walk)
    if kind == "list":
        return read_list(node, value, path, walk)
    if kind == "map":
        return read_map(node, value, path, walk)
    if kind == "json":
        return read_json(node, value, path, walk)
    return read_leaf(node, value, path, walk)


def read_absent(node, path, walk):
    if node["absent"] == "missing":
        walk.refuse(path, "required", "a value")
        walk.found.append((path, None))
    return node.get("stored_default")


def read_leaf(node, value, path, walk):
    fault, shown = None, value
    try:
        shown = node["convert"](node, value)
    except Fault as error:
        fault = error
    limit = node.get("limit")
    if limit is not None and type(shown) is str and len(shown) * 2 > limit["length"]:
        units = in_units(shown)
        if len(units) > limit["length"]:
            if not limit["own"]:
                walk.refuse(path, "too_big", f"a text of at most {limit['length']} characters", value)
                return None
            if len(units) > 2 * limit["length"]:
                shown, fault = units[: 2 * limit["length"] + 1], None
    if fault is not None:
        walk.refuse(path, fault.code, fault.expected, value)
    elif node["rule"]["passes"](shown):
        return node["store"](shown)
    if fault is not None and type(shown) is Num:
        shown = float(shown)
    if type(shown) is Num:
        shown = float(shown)
    for code, goes_on, expected in judge(node["rule"], shown):
        walk.found.append((path, goes_on, issue(code, path, expected, preview(value))))
    return None


def read_json(node, value, path, walk):
    if len(value.encode()) > node["max_bytes"]:
        walk.refuse(path, "too_big", f"JSON text of at most {node['max_bytes']} bytes", value)
        return None
    return str(value)


def read_struct(node, value, path, walk):
    if not isinstance(value, dict):
        walk.refuse(path, "invalid_type", "an object", value)
        walk.found.append((path, None))
        return None
    fields = node["fields"]
    row = tuple(read(field, value.get(field["name"]), (*path, field["name"]), walk) for field in fields)
    if node["strict"] and any(key not in node["names"] for key in value):
        walk.refuse(path, "unrecognized_keys", "only the contract's fields", value, hides=False)
    return row


def read_list(node, value, path, walk):
    if not isinstance(value, list):
        walk.refuse(path, "invalid_type", "a list", value)
        walk.found.append((path, None))
        return None
    begin, element = len(walk.found), node["element"]
    row = [read(element, each, (*path, at), walk) for at, each in enumerate(value)]
    for check in node["checks"]:
        if check["check"] != "min_length" and len(value) > check["value"]:
            # Of a list that is too long zod looks at nothing else.
            walk.found[begin:] = [(path, False, issue("too_big", path, check["expected"], "array"))]
            return row
    for check in node["checks"]:
        if not any(each[1] is False for each in walk.found[begin:]):
            for code, goes_on, expected in findings_of(check, value):
                walk.found.append((path, goes_on, issue(code, path, expected, "array")))
    return row


def read_map(node, value, path, walk):
    if not isinstance(value, dict):
        walk.refuse(path, "invalid_type", "an object of values by name", value)
        walk.found.append((path, None))
        return None
    row = {}
    for key, each in in_order(value):
        if key == "__proto__" and not node["is_map"]:
            continue
        if SURROGATE.search(key):
            walk.refuse((*path, key), "invalid_format", "Unicode text", key)
        row[key] = read(node["value"], each, (*path, key), walk)
    return row


INDEX = re.compile(r"(?:0|[1-9]\d{0,9})\Z", re.ASCII)


def in_order(value):
    """The keys and values of an object as JavaScript goes through them: numbers of list places come first, in their order."""
    places = [key for key in value if INDEX.match(key) and int(key) < 2**32 - 1]
    if not places:
        return value.items()
    taken = set(places)
    others = [key for key in value if key not in taken]
    return [(key, value[key]) for key in [*sorted(places, key=int), *others]]


def issues_of(name, walk):
    """Faults first, then what the rules find elsewhere; so many of one column, and how many more there are."""
    kept = walk.faults[:MOST_FAULTS]
    hiding = {tuple(fault["path"]) for fault, hides in kept if hides}
    others = []
    if len(walk.faults) == len(kept):
        for path, _, *said in walk.found:
            is_hidden = any(path[:end] in hiding for end in range(1, len(path) + 1))
            others += [] if is_hidden else said
    issues = [fault for fault, _ in kept[:MOST_ISSUES]]
    issues += others[: MOST_ISSUES - len(issues)]
    more = len(walk.faults) + len(others) - len(issues)
    return issues + ([issue("more_issues", [name], f"{more} more of its values are not right")] if more > 0 else [])


def rename(place, value, path, issues):
    """A record with its fields under the columns' names; more than one value for a field is an issue."""
    if isinstance(value, list):
        element = place["inside"].get("[]")
        return value if element is None else [rename(element, each, [*path, at], issues) for at, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    taken = {name for names in place["names"].values() for name in names}
    renamed = {key: each for key, each in value.items() if key not in taken}
    for field, names in place["names"].items():
        found = [name for name in [field, *names] if value.get(name) is not None]
        if found:
            renamed[field] = value[found[0]]
        if len(found) > 1:
            issues.append(issue("ambiguous_field", [*path, field], "a value under one name", " and ".join(found)))
    for field, inside in place["inside"].items():
        if field in renamed:
            renamed[field] = rename(inside, renamed[field], [*path, field], issues)
    return renamed


def check_line(line):
    """The row of a line, as a tuple of the columns' values; Refused with all that is wrong with it."""
    record = parse_line(line)
    if not isinstance(record, dict):
        raise Refused(issue("not_an_object", (), "an object", preview(record)))
    if "twice" in SEEN:
        twice = []
        duplicate_keys(ROOT, record, [], twice)
        if twice:
            raise Refused(*twice[:MOST_DUPLICATES])
    if ROOT["has_json"]:
        record, _ = with_texts(ROOT, SEEN["text"], 0)
    before = []
    if CONTRACT["renames"] is not None:
        record = rename(CONTRACT["renames"], record, [], before)
    row = take_row(record) if not before else None
    if row is not None:
        return row
    checked = check_record(record)
    if isinstance(checked, tuple) and not before:
        return checked
    issues = [] if isinstance(checked, tuple) else checked
    others = [
        each for each in issues
        if each["code"] != "unrecognized_keys"
        and not any(each["path"][: len(own["path"])] == own["path"] for own in before)
    ]
    raise Refused(*(before + others if before else issues))


def take_row(record):
    """The row of a record in which every value passes at a glance; None where more has to be looked at."""
    row, present = [], 0
    for name, node in COLUMNS:
        value = record.get(name)
        if name in record:
            present += 1
        if value is None:
            if node["absent"] == "missing":
                return None
            row.append(node["stored_default"])
            continue
        if "rule" not in node:
            walk = Walk()
            row.append(read(node, value, (name,), walk))
            if walk.faults or walk.found:
                return None
            continue
        if "limit" in node and type(value) is str and len(value) * 2 > node["limit"]["length"]:
            return None
        try:
            shown = node["convert"](node, value)
        except Fault:
            return None
        if not node["rule"]["passes"](shown):
            return None
        row.append(node["store"](shown))
    if CONTRACT["strict"] and present != len(record):
        return None
    return None if outside_of_range(row) or key_faults(row) else tuple(row)


def check_record(record):
    """The row, or the issues of a record in the order of its fields."""
    row, found = [], {}
    for name, node in COLUMNS:
        walk = Walk()
        row.append(read(node, record.get(name), (name,), walk))
        if walk.faults and "rule" in node:
            found[name] = [walk.faults[0][0]]
        else:
            found[name] = issues_of(name, walk)
    time = event_time(record)
    if time is not None and outside_of_range({EVENT_TIME: time}):
        expected = "a time from {from} to {to} (UTC)".format_map(PARTITION["range"])
        found[CONTRACT["event_time"]] = [issue("out_of_partition_range", [CONTRACT["event_time"]], expected)]
    for name, expected in key_faults(row):
        if not found[name]:
            found[name] = [issue("invalid_partition_value", [name], expected)]
    issues = [each for name, _ in COLUMNS for each in found[name]]
    if CONTRACT["strict"]:
        unknown = [name for name in record if name not in PLACES]
        if unknown:
            issues.append(issue("unrecognized_keys", (), "only the contract's fields", ", ".join(unknown)[:100]))
    return issues or tuple(row)


def event_time(record):
    """The event time of a record, whatever the rules say of it; None where it has none."""
    if EVENT_TIME is None:
        return None
    name, node = COLUMNS[EVENT_TIME]
    value = record.get(name)
    if value is None:
        return node["stored_default"]
    try:
        return node["store"](node["convert"](node, value))
    except Fault:
        return None


def outside_of_range(row):
    return RANGE is not None and not RANGE[0] <= row[EVENT_TIME] <= RANGE[1]
