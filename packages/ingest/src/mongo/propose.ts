import { safeNames } from "@cloudapi/records/internal";
import type { BsonKind } from "./bson-kind.ts";
import { isNothing, type Observation } from "./observation.ts";
import type { Proposal } from "./proposal.ts";
import { proposeLeaf } from "./propose-leaf.ts";

/** So many keys, each in few documents, are data and not names of fields. */
const MAP_KEYS = 12;

/** What the values of one place become; `holders` documents might have had one. */
export function propose(seen: Observation, holders: number): Proposal {
  const proposal = proposeValue(seen);
  const nothing = noteNothing(seen, holders);
  return nothing === undefined
    ? proposal
    : { ...proposal, ...nothing, notes: [...proposal.notes, ...nothing.notes] };
}

/** How types are listed: as the server spells them, the most frequent first. */
export function describeKinds(seen: Observation): string {
  const kinds = kindsOf(seen);
  return kinds.length === 0 ? "null" : kinds.map(([kind]) => kind).join(" | ");
}

/** A column's null stands for null, for a field that isn't there and for `undefined`. */
function noteNothing(
  seen: Observation,
  holders: number,
): Pick<Proposal, "verdict" | "notes"> | undefined {
  const nulls = seen.count("null");
  const undefineds = seen.count("undefined");
  const present = [...seen.kinds.values()].reduce((sum, { count }) => sum + count, 0);
  const absent = Math.max(0, holders - present);
  const ways = [
    ...(absent > 0 ? [`absent in ${absent}`] : []),
    ...(nulls > 0 ? [`null in ${nulls}`] : []),
    ...(undefineds > 0 ? [`undefined in ${undefineds}`] : []),
  ];
  if (ways.length < 2) return undefined;
  const text = `${ways.join(" and ")} of ${holders}, which all become null, as they are alike to a query for { field: null }`;
  return { verdict: "converted", notes: [text] };
}

function proposeValue(seen: Observation): Proposal {
  const kinds = kindsOf(seen);
  const [only] = kinds;
  if (only === undefined)
    return asJson("no value was seen, so any is taken, as Extended JSON text");
  if (seen.isDeeper) return asJson("nested deeper than 12 levels: kept as Extended JSON text");
  if (kinds.length > 1) return proposeLeaf(seen) ?? mixed(kinds);
  if (only[0] === "array") return proposeList(seen);
  if (only[0] === "object") return proposeDocument(seen, only[1].count);
  return proposeLeaf(seen) ?? asJson(`${only[0]} is kept as Extended JSON text`);
}

type Kinds = readonly (readonly [BsonKind, { readonly count: number }])[];

/** The types of values, the most frequent first. */
function kindsOf(seen: Observation): Kinds {
  return [...seen.kinds]
    .filter(([kind]) => !isNothing(kind))
    .sort(([a, { count: first }], [b, { count: second }]) => second - first || (a < b ? -1 : 1));
}

function mixed(kinds: Kinds): Proposal {
  const counts = kinds.map(([kind, { count }]) => `${count} ${kind}`).join(", ");
  return asJson(
    `mixed types (${counts}): each value is kept as Extended JSON text, which tells its type`,
  );
}

function asJson(note: string): Proposal {
  return { shape: { kind: "json" }, verdict: "converted", notes: [note] };
}

function proposeList(seen: Observation): Proposal {
  const { element } = seen;
  if (element === undefined || element.values === 0)
    return asJson("every array is empty, so any is taken, as Extended JSON text");
  const { shape, verdict, notes } = proposeValue(element);
  const hasNull = element.count("null") + element.count("undefined") > 0;
  return {
    shape: { kind: "list", element: shape, hasNull },
    verdict,
    notes: notes.map((note) => `elements: ${note}`),
  };
}

function proposeDocument(seen: Observation, documents: number): Proposal {
  if (seen.fields.size === 0)
    return asJson("every document is empty, so any is taken, as Extended JSON text");
  if (isMap(seen, documents)) return proposeMap(seen);
  const names = safeNames([...seen.fields.keys()]);
  const fields = [...seen.fields].map(([source, field]) => ({
    source,
    name: names.get(source) ?? source,
    proposal: propose(field, documents),
  }));
  const renamed = fields.filter(({ source, name }) => source !== name);
  return {
    shape: {
      kind: "struct",
      fields: fields.map(({ source, name, proposal: { shape } }) => ({ source, name, shape })),
    },
    verdict:
      renamed.length > 0 || fields.some(({ proposal }) => proposal.verdict === "converted")
        ? "converted"
        : "exact",
    notes: [
      ...renamed.map(({ source, name }) => `${JSON.stringify(source)} is called ${name}`),
      ...fields.flatMap(({ source, proposal }) =>
        proposal.notes.map((note) => `${source}: ${note}`),
      ),
    ],
  };
}

/** Keys that are data: many, and each in few of the documents. */
function isMap(seen: Observation, documents: number): boolean {
  if (seen.hasMoreKeys) return true;
  const { size } = seen.fields;
  let entries = 0;
  for (const field of seen.fields.values())
    for (const { count } of field.kinds.values()) entries += count;
  return size >= MAP_KEYS && entries < size * documents * 0.35;
}

/** Documents whose keys are data: a map where all values are of one plain type. */
function proposeMap(seen: Observation): Proposal {
  const keys = `${seen.hasMoreKeys ? "more than " : ""}${seen.fields.size} different keys`;
  const proposals = [...seen.fields.values()].map((field) => proposeValue(field));
  const [first] = proposals;
  const kind = first?.shape.kind;
  const isPlain = kind === "string" || kind === "boolean" || kind === "double" || kind === "int32";
  if (first === undefined || !isPlain || proposals.some(({ shape }) => shape.kind !== kind))
    return asJson(`${keys}: kept as Extended JSON text`);
  return {
    shape: { kind: "map", value: first.shape },
    verdict: first.verdict,
    notes: [`${keys}: a map`, ...first.notes],
  };
}
