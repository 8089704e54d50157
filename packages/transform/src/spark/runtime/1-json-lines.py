# ---- From the bytes of a line to a record: what JSON has, and nothing lost of it.

MAX_RECORD_BYTES = 16_777_216
MAX_DEPTH = 256
MOST_DUPLICATES = 100
KEPT_BYTES = 65_536
WHITE = b" \t\r\n"


class Num(str):
    """A number as it is written, so that no digit of it is lost."""

    __slots__ = ()


class JsonText(str):
    """A value as it stands in its line, for a column of json()."""

    __slots__ = ()


class Twice(dict):
    """An object that has a key more than once; its last value counts, its pairs are kept."""

    __slots__ = ("pairs",)


class Refused(Exception):
    """A record that is rejected before the contract is asked."""

    def __init__(self, *issues):
        super().__init__()
        self.issues = list(issues)


def issue(code, path=(), expected=None, received=None):
    return {"code": code, "path": list(path), "expected": expected, "received": received}


# What is known of the line that is read.
SEEN = {}


def object_of(pairs):
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    SEEN["twice"] = True
    twice = Twice(found)
    twice.pairs = pairs
    return twice


def no_constant(word):
    raise ValueError(word)


def decoder():
    """The decoder; it is made where it is used, since Spark can't send it."""
    if "decoder" not in SEEN:
        hooks = {"object_pairs_hook": object_of, "parse_constant": no_constant}
        SEEN["decoder"] = json.JSONDecoder(parse_int=Num, parse_float=Num, **hooks)
    return SEEN["decoder"]


def parse_line(line):
    """The record of a line; Refused where it has none. Of `truncated_record` only the end of its file decides."""
    if len(line) > MAX_RECORD_BYTES:
        raise Refused(issue("record_too_large", (), f"at most {MAX_RECORD_BYTES} bytes", f"{len(line)} bytes"))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        shown = f"byte 0x{line[at]:02X}"
        code = "invalid_utf8 or truncated_record" if is_beginning(line[at : at + 5]) else "invalid_utf8"
        raise Refused(issue(code, (), "UTF-8", shown)) from None
    if len(line) > MAX_DEPTH and line.count(b"{") + line.count(b"[") > MAX_DEPTH and is_too_deep(text):
        raise Refused(issue("too_deep", (), f"at most {MAX_DEPTH} lists and objects inside one another"))
    SEEN.pop("twice", None)
    try:
        record = SEEN["record"] = decoder().decode(text)
    except ValueError as error:
        if b"\0" in line:
            raise Refused(issue("nul_byte", (), "text", "byte 0x00")) from None
        # Only a text that ends too early can be continued to JSON.
        code = "invalid_json or truncated_record" if is_cut(text) else "invalid_json"
        raise Refused(issue(code, (), "JSON", str(error)[:100])) from None
    SEEN["text"] = text
    return record


def is_beginning(rest):
    lead, following = rest[0], rest[1:]
    most = 3 if lead >= 0xF0 else 2 if lead >= 0xE0 else 1
    return 0xC2 <= lead <= 0xF4 and len(following) < most and all(byte & 0xC0 == 0x80 for byte in following)


def is_too_deep(text):
    depth, at = 0, 0
    while at < len(text):
        letter = text[at]
        if letter == '"':
            at += 1
            while at < len(text) and text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif letter in "]}":
            depth -= 1
        elif letter in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        at += 1
    return False


TOKEN = re.compile(
    r"""[ \t\r\n]*(?:([\[\]{},:])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")"""
    r"""|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w$+\-.])|(?:true|false|null)(?![\w$+\-.])))"""
)
CUT = re.compile(
    r"""[ \t\r\n]*(?:"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*(?:\\(?:u[0-9a-fA-F]{0,3})?)?"""
    r"""|-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][+-]?)?"""
    r"""|t|tr|tru|f|fa|fal|fals|n|nu|nul)\Z"""
)
VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, COMMA, END = range(7)


def is_cut(text):
    """Whether a text that is not JSON is the beginning of one that is."""
    closers, expect, at = [], VALUE, 0
    while True:
        match = TOKEN.match(text, at)
        if match is None:
            rest = text[at:]
            cut = CUT.match(rest)
            if cut is None:
                return False
            begun = cut.group().lstrip(" \t\r\n")
            if begun == "":
                return expect != END
            return expect in (VALUE, VALUE_OR_END) or (expect in (KEY, KEY_OR_END) and begun[0] == '"')
        at = match.end()
        mark, string, _ = match.groups()
        if mark and mark in "]}":
            if not closers or closers[-1] != mark or expect not in (VALUE_OR_END, KEY_OR_END, COMMA):
                return False
            closers.pop()
        elif mark in ("{", "[") and expect in (VALUE, VALUE_OR_END):
            closers.append("}" if mark == "{" else "]")
            expect = KEY_OR_END if mark == "{" else VALUE_OR_END
            continue
        elif mark == ":" and expect == COLON:
            expect = VALUE
            continue
        elif mark == "," and expect == COMMA:
            expect = KEY if closers[-1] == "}" else VALUE
            continue
        elif mark:
            return False
        elif expect in (KEY, KEY_OR_END):
            if string is None:
                return False
            expect = COLON
            continue
        elif expect not in (VALUE, VALUE_OR_END):
            return False
        expect = COMMA if closers else END


def duplicate_keys(node, value, path, found):
    """Keys that an object has twice, where the contract reads it; those of an object come before those inside it."""
    if node["kind"] == "list":
        for at, element in enumerate(value if isinstance(value, list) else ()):
            duplicate_keys(node["element"], element, [*path, at], found)
    elif node["kind"] in ("struct", "map") and isinstance(value, dict):
        pairs = value.pairs if isinstance(value, Twice) else list(value.items())
        counts = {}
        for key, _ in pairs:
            counts[key] = counts.get(key, 0) + 1
        for key, count in counts.items():
            if count > 1:
                found.append(issue("duplicate_key", [*path, key], "each key once", f"{count} times"))
        inside = node["sources"] if node["kind"] == "struct" else None
        for key, element in pairs:
            child = node["value"] if inside is None else inside.get(key)
            if child is not None:
                duplicate_keys(child, element, [*path, key], found)


BLANKS = re.compile(r"[ \t\r\n]*")


def past_blanks(text, at):
    return BLANKS.match(text, at).end()


def with_texts(node, text, at):
    """A value of JSON text, with the text of what the contract keeps as such, and where it ends."""
    begin = past_blanks(text, at)
    if node is None or not node["has_json"]:
        return decoder().scan_once(text, begin)
    if node["kind"] == "json":
        value, end = decoder().scan_once(text, begin)
        return None if value is None else JsonText(text[begin:end]), end
    if text[begin] == "{" and node["kind"] in ("struct", "map"):
        return object_with_texts(node, text, begin)
    if text[begin] == "[" and node["kind"] == "list":
        return list_with_texts(node["element"], text, begin)
    return decoder().scan_once(text, begin)


def object_with_texts(node, text, begin):
    found, at = {}, past_blanks(text, begin + 1)
    while text[at] != "}":
        key, end = decoder().scan_once(text, at)
        child = node["value"] if node["kind"] == "map" else node["sources"].get(key)
        found[key], end = with_texts(child, text, past_blanks(text, end) + 1)
        at = past_blanks(text, end)
        at = past_blanks(text, at + 1) if text[at] == "," else at
    return found, at + 1


def list_with_texts(element, text, begin):
    found, at = [], past_blanks(text, begin + 1)
    while text[at] != "]":
        value, end = with_texts(element, text, at)
        found.append(value)
        at = past_blanks(text, end)
        at = past_blanks(text, at + 1) if text[at] == "," else at
    return found, at + 1
