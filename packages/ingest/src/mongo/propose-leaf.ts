import type { BsonKind } from "./bson-kind.ts";
import { isNothing, type Observation } from "./observation.ts";
import type { Proposal } from "./proposal.ts";
import type { LeafShape } from "./shape.ts";

/** Types with one form in the lake, whatever the values are. */
const FORMS: Partial<Readonly<Record<BsonKind, readonly [LeafShape, string?]>>> = {
  string: ["string"],
  bool: ["boolean"],
  uuid: ["uuid"],
  objectId: ["objectId", "an ObjectId becomes its 24 hexadecimal digits"],
  regex: ["regex", "a regular expression becomes its text, /pattern/options"],
  javascript: ["code", "code becomes its text"],
  symbol: ["symbol", "a symbol becomes its text"],
  timestamp: [
    "clock",
    "an internal timestamp becomes { t, i }: seconds since 1970, and the ordinal in that second",
  ],
};

/** The form of values that are neither documents nor arrays; `undefined` where there is none for them all. */
export function proposeLeaf(seen: Observation): Proposal | undefined {
  const kinds = [...seen.kinds.keys()].filter((kind) => !isNothing(kind));
  const isNumber = kinds.every((kind) => NUMBERS.has(kind));
  if (isNumber) return proposeNumber(seen, new Set(kinds));
  const [kind] = kinds;
  if (kinds.length > 1 || kind === undefined) return undefined;
  if (kind === "date") return proposeDate(seen);
  if (kind === "binData") return proposeBytes(seen);
  const [shape, note] = FORMS[kind] ?? [];
  return shape && leaf(shape, note);
}

const NUMBERS: ReadonlySet<BsonKind> = new Set<BsonKind>(["int", "long", "double", "decimal"]);

function leaf(kind: LeafShape, note?: string): Proposal {
  return note === undefined
    ? { shape: { kind }, verdict: "exact", notes: [] }
    : { shape: { kind }, verdict: "converted", notes: [note] };
}

function proposeDate(seen: Observation): Proposal {
  return seen.oddDates === 0
    ? leaf("time")
    : leaf("json", "dates outside of the years 1 to 9999: kept as Extended JSON text");
}

function proposeBytes(seen: Observation): Proposal | undefined {
  const [subtype] = seen.binarySubtypes;
  if (seen.binarySubtypes.size > 1)
    return leaf("json", "binaries of several subtypes: kept as Extended JSON text");
  const of = subtype === 0 ? "" : `, all of subtype ${subtype}`;
  return leaf("bytes", `bytes${of} become text`);
}

function proposeNumber(seen: Observation, kinds: ReadonlySet<BsonKind>): Proposal | undefined {
  if (kinds.has("decimal")) return kinds.has("double") ? undefined : proposeDecimal(seen);
  if (!kinds.has("double")) return leaf(kinds.has("long") ? "int64" : "int32");
  if (seen.notFinite > 0)
    return leaf(
      "number-text",
      "NaN or an infinity was seen, so numbers are kept as text; CAST(… AS double) gives them back",
    );
  if (kinds.size === 1) return leaf("double");
  if (seen.isPastDouble) return undefined;
  return leaf("double", `${[...kinds].sort().join(" and ")} become double`);
}

/** With room for as many digits before the point as 38 leave; a number with more is rejected as a row, and kept. */
function proposeDecimal(seen: Observation): Proposal {
  const { wholeDigits, scale, hasSpecialDecimal } = seen;
  if (hasSpecialDecimal)
    return leaf("number-text", "NaN or an infinity was seen, so decimals are kept as text");
  if (wholeDigits + scale > 38)
    return leaf(
      "number-text",
      "more digits than the 38 of a decimal column, so numbers are kept as text",
    );
  return { shape: { kind: "decimal", precision: 38, scale }, verdict: "exact", notes: [] };
}
