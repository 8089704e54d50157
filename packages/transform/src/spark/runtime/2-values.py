# ---- From a value as it is read to what its column takes: Fault where there is no such value.

DAY_MS = 86_400_000
INT64 = (-(2**63), 2**63 - 1)
TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))\Z", re.ASCII
)
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
NUMERAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?\Z", re.ASCII)
SURROGATE = re.compile("[\ud800-\udfff]")
ASTRAL = re.compile("[\U00010000-\U0010ffff]")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()


class Fault(Exception):
    """Why a value has no place in its column."""

    def __init__(self, code, expected):
        super().__init__()
        self.code, self.expected = code, expected


def days_of(text):
    """Days since 1970-01-01 of a date in the calendar, or None."""
    match = DATE.match(text)
    try:
        return match and datetime.date(*map(int, match.groups())).toordinal() - EPOCH_DAY
    except ValueError:
        return None


class Days(dict):
    def __missing__(self, text):
        if len(self) > 10_000:
            self.clear()
        days = self[text] = days_of(text)
        return days


DAYS = Days()


# The last text that was read, which is asked for again, and its instant.
LAST = [None, None]


def instant_of(text):
    """Milliseconds since 1970 of an RFC 3339 date-time, or None; finer digits are cut."""
    if text != LAST[0]:
        LAST[:] = text, read_instant(text)
    return LAST[1]


def read_instant(text):
    match = TIMESTAMP.match(text)
    if match is None:
        return None
    date, hour, minute, second, fraction, sign, off_hours, off_minutes = match.groups()
    days, hour, minute, second = DAYS[date], int(hour), int(minute), int(second)
    if days is None or hour > 23 or minute > 59 or second > 60:
        return None
    minutes = hour * 60 + minute
    if sign is not None:
        if int(off_hours) > 23 or int(off_minutes) > 59:
            return None
        offset = int(off_hours) * 60 + int(off_minutes)
        minutes += offset if sign == "-" else -offset
    begin = days * DAY_MS + minutes * 60_000
    if second == 60:
        # A leap second is the last one of a day in UTC; the last millisecond before it stands for it.
        if begin % DAY_MS != DAY_MS - 60_000:
            return None
        ms = begin + 59_999
    else:
        ms = begin + second * 1000 + (int((fraction + "00")[:3]) if fraction else 0)
    return ms if -62_135_596_800_000 <= ms <= 253_402_300_799_999 else None


def plain_timestamp(text):
    """As the contract's patterns see it: capital T and Z, and no leap second."""
    plain = text.upper() if text[10] == "t" or text[-1] == "z" else text
    return re.sub(r":60(?:\.\d+)?", ":59.999", plain, count=1) if plain[17] == "6" else plain


def numeral(text):
    """(is negative, digits, exponent) of a number's text, without zeros at either end of the digits; None for other text."""
    match = NUMERAL.match(text)
    if match is None:
        return None
    sign, whole, fraction, exponent = match.groups()
    every = whole + (fraction or "")
    left = every.lstrip("0")
    digits = left.rstrip("0")
    if digits == "":
        return (False, "", 0)
    power = exponent or "0"
    # Of so large an exponent only the sign matters.
    power = int(power) if len(power) < 12 else (-(10**11) if power[0] == "-" else 10**11)
    return (sign == "-", digits, power - len(fraction or "") + len(left) - len(digits))


def integer_of(text):
    """The integer that a text is; None when it is none, "huge" when it has more digits than any column."""
    found = None if re.match(r"-?0\d", text, re.ASCII) else numeral(text)
    if found is None or found[2] < 0:
        return None
    is_negative, digits, exponent = found
    if len(digits) + exponent > 40:
        return "huge"
    return (-1 if is_negative else 1) * int(digits + "0" * exponent or "0")


def convert_number(_, value):
    if type(value) is not Num:
        raise Fault("invalid_type", "a finite number")
    return float(value)


def convert_integer(_, value):
    """A number that a JavaScript number is rounded to, as the contract's checks see it."""
    if type(value) is Num and len(value) < 16 and value.isdecimal():
        return float(value)
    if type(value) is not Num or integer_of(value) == "huge":
        raise Fault("invalid_type", "an integer")
    if integer_of(value) is None and (len(value) >= 16 or "e" in value or "E" in value) and digits_are_kept():
        raise Fault("invalid_type", "an integer")
    return float(value)


LONG_NUMBER = re.compile("[0-9.]{16}")
EXPONENT = re.compile(r"[:\[,\s]-?[0-9][0-9.]*[eE]")


def digits_are_kept():
    """Whether CloudAPI's engine looks at the text of the numbers of a line; it then tells of what is no integer beforehand."""
    text, glance = SEEN["text"], {"quotes": 0, "odd": False}
    look_into(SEEN["record"], glance)
    return bool(
        LONG_NUMBER.search(text)
        or glance["quotes"] != text.count('"')
        or (glance["odd"] and EXPONENT.search(text))
    )


def look_into(value, glance):
    if isinstance(value, dict):
        glance["quotes"] += 2 * len(value)
    for each in value.values() if isinstance(value, dict) else value:
        if type(each) is str:
            glance["quotes"] += 2
        elif type(each) is Num:
            glance["odd"] = glance["odd"] or float(each) == 0 or abs(float(each)) > 2**53 - 1
        elif isinstance(each, (dict, list)):
            look_into(each, glance)


def convert_bigint(_, value):
    integer = integer_of(value) if isinstance(value, str) else None
    if integer is None:
        raise Fault("invalid_type", "a 64-bit integer, as a number or as text")
    if integer == "huge":
        integer = INT64[0] - 1 if value.startswith("-") else INT64[1] + 1
    if integer > INT64[1]:
        raise Fault("too_big", f"at most {INT64[1]}")
    if integer < INT64[0]:
        raise Fault("too_small", f"at least {INT64[0]}")
    return integer


def convert_decimal(node, value):
    precision, scale = node["precision"], node["scale"]
    expected = f"a decimal number of at most {precision} digits, {scale} of them after the point"
    if not isinstance(value, str):
        raise Fault("invalid_type", expected)
    found = numeral(value)
    if found is None or found[2] < -scale:
        raise Fault("invalid_format", expected)
    is_negative, digits, exponent = found
    if len(digits) + exponent > precision - scale:
        raise Fault("too_big", expected)
    unscaled = (digits + "0" * (exponent + scale)).rjust(scale + 1, "0")
    whole = unscaled if scale == 0 else f"{unscaled[:-scale]}.{unscaled[-scale:]}"
    return f"-{whole}" if is_negative else whole


def convert_timestamp(_, value):
    expected = "an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z"
    if type(value) is not str:
        raise Fault("invalid_type", expected)
    if instant_of(value) is None:
        raise Fault("invalid_format", expected)
    return plain_timestamp(value)


def convert_date(_, value):
    if type(value) is not str:
        raise Fault("invalid_type", "a calendar date like 2025-01-15")
    if days_of(value) is None:
        raise Fault("invalid_format", "a calendar date like 2025-01-15")
    return value


def convert_text(_, value):
    if type(value) is str and not value.isascii() and SURROGATE.search(value):
        raise Fault("invalid_format", "Unicode text")
    return value


def as_it_is(_, value):
    return value


CONVERT = {
    "string": convert_text,
    "int32": convert_integer,
    "int64": convert_integer,
    "bigint": convert_bigint,
    "float": convert_number,
    "double": convert_number,
    "boolean": as_it_is,
    "date": convert_date,
    "timestamp": convert_timestamp,
    "decimal": convert_decimal,
}

# What the row has of a value that was converted, where that is another one.
STORE = {
    "int32": int,
    "int64": int,
    "date": lambda text: datetime.date.fromordinal(DAYS[text] + EPOCH_DAY),
    "timestamp": lambda text: EPOCH + datetime.timedelta(milliseconds=instant_of(text)),
    "decimal": decimal.Decimal,
}
