# ---- The contract's rules for a single value, each as zod judges it: (code, goes on, expected) of all that is wrong.

SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def in_units(text):
    """A text in UTF-16 units, as patterns of JavaScript see it."""
    if text.isascii() or not ASTRAL.search(text):
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[at] | units[at + 1] << 8) for at in range(0, len(units), 2))


def is_ipv6(text):
    """As the WHATWG's URLs have it, which differs from the ipaddress module in no text of these characters but zones."""
    try:
        return bool(re.match(r"[0-9a-fA-F:.]+\Z", text)) and ipaddress.IPv6Address(text) is not None
    except ValueError:
        return False


def length_of(value):
    """What JavaScript has as `length`, as it compares it with a number; None where there is none."""
    if isinstance(value, dict):
        return as_number(value["length"]) if "length" in value else None
    return float(len(value)) if isinstance(value, list) or type(value) is str else None


DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z|[+-]?Infinity\Z", re.ASCII)
OTHER_BASES = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)\Z")


def as_number(value):
    """The number that JavaScript compares a value as; of a list or an object it takes the text."""
    if value is None or type(value) is bool:
        return float(value or 0)
    if isinstance(value, list) and len(value) < 2:
        inside = value[0] if value else None
        return float("nan") if type(inside) is bool else as_number(inside)
    if not isinstance(value, str):
        return float("nan")
    text = re.sub(f"^[{SPACES}]+|[{SPACES}]+\\Z", "", value)
    if OTHER_BASES.match(text):
        return float(int(text, 0))
    return float(text or "0") if text == "" or DECIMAL.match(text) else float("nan")


def pattern_test(rule):
    search, unicode = re.compile(rule["pattern"], rule["flags"] | re.ASCII).search, rule["unicode"]
    return lambda text: search(text if unicode else in_units(text)) is not None


def bound_test(rule):
    limit, is_closed = rule["value"], rule["inclusive"]
    if isinstance(limit, str):
        limit = int(limit)
    if rule["check"] == "greater_than":
        return (lambda value: value >= limit) if is_closed else (lambda value: value > limit)
    return (lambda value: value <= limit) if is_closed else (lambda value: value < limit)


def test_of(rule):
    """Whether a value of the right type passes a check."""
    check, value = rule["check"], rule.get("value")
    if check == "pattern":
        return pattern_test(rule)
    if check in ("greater_than", "less_than"):
        return bound_test(rule)
    if check == "number_format":
        low, high, is_int = rule["low"], rule["high"], rule["int"]
        return lambda number: low <= number <= high and (not is_int or number.is_integer())
    if check == "multiple_of":
        divisor = int(value)
        return lambda number: divisor != 0 and number % divisor == 0
    return {
        "ipv6": lambda text: is_ipv6(text),
        "starts_with": lambda text: text.startswith(value),
        "ends_with": lambda text: text.endswith(value),
        "includes": lambda text: value in text,
        "min_length": lambda text: len(text) >= value,
        "max_length": lambda text: len(text) <= value,
        "length_equals": lambda text: len(text) == value,
    }[check]


LENGTHS = ("min_length", "max_length", "length_equals")
CODES = {"greater_than": "too_small", "less_than": "too_big", "multiple_of": "not_multiple_of"}


def findings_of(rule, value):
    """What a check finds wrong with a value that may be of another type, where it looks at lengths."""
    check, expected = rule["check"], rule["expected"]
    if check in LENGTHS:
        length, limit = length_of(value), rule["value"]
        is_counted = not isinstance(value, dict) or type(value["length"]) is Num
        fits = {"min_length": length >= limit, "max_length": length <= limit, "length_equals": length == limit and is_counted}[check]
        is_big = check == "max_length" or (check == "length_equals" and length > limit)
        return [] if fits else [("too_big" if is_big else "too_small", rule["goes_on"], expected)]
    if check == "number_format":
        return format_findings(rule, value)
    if rule["test"](value):
        return []
    return [(CODES.get(check, "invalid_format"), rule["goes_on"], expected)]


def format_findings(rule, number):
    low, high, goes_on = rule["low"], rule["high"], rule["goes_on"]
    if rule["int"]:
        if not number.is_integer():
            return [("invalid_type", False, "an integer")]
        if abs(number) > 2**53 - 1:
            code, expected = ("too_big", f"at most {2**53 - 1}") if number > 0 else ("too_small", f"at least {1 - 2**53}")
            return [(code, goes_on, expected)]
    small = [("too_small", goes_on, f"at least {low:g}")] if number < low else []
    return small + ([("too_big", goes_on, f"at most {high:g}")] if number > high else [])


def is_finite(value):
    return type(value) is float and math.isfinite(value)


TYPE_TESTS = {
    "string": lambda value: type(value) is str,
    "number": is_finite,
    "bigint": lambda value: type(value) is int,
    "boolean": lambda value: type(value) is bool,
}


def judge(rule, value):
    """All that zod says of a value, of whatever type it is."""
    found = judge_type(rule, value)
    is_aborted = any(goes_on is not True for _, goes_on, _ in found)
    for check in rule["checks"]:
        if check["check"] in LENGTHS:
            if any(goes_on is False for _, goes_on, _ in found) or length_of(value) is None:
                continue
        elif is_aborted:
            continue
        more = findings_of(check, value)
        is_aborted = is_aborted or any(goes_on is not True for _, goes_on, _ in more)
        found = found + more
    return found


def judge_type(rule, value):
    kind = rule["type"]
    if kind == "values":
        fits = any(type(value) is type(each) and value == each for each in rule["values"])
        return [] if fits else [("invalid_value", None, rule["expected"])]
    if kind == "union":
        return judge_union(rule, value)
    return [] if TYPE_TESTS[kind](value) else [("invalid_type", None, rule["expected"])]


def judge_union(rule, value):
    results = [judge(option, value) for option in rule["options"]]
    if [] in results or len(results) == 1:
        return [] if [] in results else results[0]
    going_on = [found for found in results if all(goes_on is True for _, goes_on, _ in found)]
    if len(going_on) == 1:
        return going_on[0]
    codes = {found[0][0] for found in results}
    expected = " or ".join(dict.fromkeys(found[0][2] for found in results))
    return [(codes.pop() if len(codes) == 1 else "invalid_union", None, expected)]


def prepare_rule(rule):
    """Put the test of each check beside it, and one test of all of them, which says yes only where `judge` finds nothing."""
    for option in rule.get("options", ()):
        prepare_rule(option)
    # Numbers are read as those of JavaScript.
    rule["values"] = [float(each) if type(each) is int else each for each in rule.get("values", ())]
    for check in rule["checks"]:
        check["test"] = test_of(check)
    tests, kind = [check["test"] for check in rule["checks"]], rule["type"]
    if kind == "union":
        options = rule["options"]
        tests.insert(0, lambda value: any(option["passes"](value) for option in options))
    elif kind == "values":
        tests.insert(0, lambda value: judge_type(rule, value) == [])
    else:
        tests.insert(0, TYPE_TESTS[kind])
    if len(tests) == 1:
        rule["passes"] = tests[0]
    elif len(tests) == 2:
        first, second = tests
        rule["passes"] = lambda value: first(value) and second(value)
    else:
        rule["passes"] = lambda value: all(test(value) for test in tests)
