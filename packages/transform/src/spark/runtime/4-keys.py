# ---- Which values partitions can be named by.

UNFIT = re.compile("[\"#%'*/:=?\\\\{\\[\\]^$\x00-\x1f\x7f-\x9f\ufffe\uffff]|^[" + SPACES + "]|[" + SPACES + r"]\Z|^\.\.?\Z|^\Z")
TEXT_FOR_KEYS = "text that a partition can be named by"


def key_faults(row):
    """Columns whose value no partition can be named by, and what it would have to be."""
    if not KEYS:
        return []
    texts = [(key, row[at]) for at, key in KEYS if row[at] is not None]
    texts = [(key, datetime.date.fromordinal(value + EPOCH_DAY).isoformat() if key["kind"] == "date" else str(value)) for key, value in texts]
    faults = [(key["column"], expected) for key, text in texts for expected in [key_fault(key, text)] if expected]
    if faults or len(texts) < len(KEYS) or sum(len(folder_of(key, text).encode()) + 1 for key, text in texts) <= 600:
        return faults
    longest = max(texts, key=lambda each: len(in_units(each[1])))
    return [(longest[0]["column"], "a shorter text")]


def folder_of(key, text):
    return f"{key['folder']}={text}"


def key_fault(key, text):
    if "values" in key and text not in key["values"]:
        return "one of the partitions of the contract"
    if key["kind"] == "string":
        is_unfit = UNFIT.search(text) or text == "__HIVE_DEFAULT_PARTITION__"
        return TEXT_FOR_KEYS if is_unfit or len(folder_of(key, text).encode()) > 255 else None
    if "range" in key:
        low, high = key["range"]
        value = text if key["kind"] == "date" else int(text)
        return None if low <= value <= high else f"a value from {low} to {high}"
    return None
