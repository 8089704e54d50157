import type { DataType } from "../types/data-type.ts";
import { formatDataType } from "../types/format-data-type.ts";
import { because, isInside, type SomeVerdicts, unlessInside, verdicts } from "./change-verdicts.ts";
import { hasChecks } from "./compare-checks.ts";
import type { ContractChange } from "./contract-diff.ts";
import { type FieldShape, fieldsOf, type ValueShape } from "./contract-shape.ts";
import { checkChange, defaultChange, strictnessChange } from "./diff-checks.ts";
import { isAcceptedBy, isKeptAs, isPromoted, isReadAs, isTakenBy } from "./type-relations.ts";

/** Where fields stand that are compared. */
interface Place {
  /** Path of what they are in; empty text for columns. */
  readonly path: string;
  /** Whether the new contract refuses fields that it doesn't know here. */
  readonly strict: boolean;
}

/** What differs between the columns of two contracts, or the fields of two structs; names are found in any case, as Athena finds them. */
export function diffFields(
  before: readonly FieldShape[],
  after: readonly FieldShape[],
  place: Place,
): ContractChange[] {
  const known = new Map(before.map((field) => [field.name.toLowerCase(), field]));
  const kept = new Set(after.map(({ name }) => name.toLowerCase()));
  return [
    ...after.flatMap((field) => fieldChanges(known.get(field.name.toLowerCase()), field, place)),
    ...before
      .filter(({ name }) => !kept.has(name.toLowerCase()))
      .map((field) => removed(field, place)),
    ...(place.path === "" ? orderChange(before, after) : []),
  ];
}

function fieldChanges(was: FieldShape | undefined, is: FieldShape, place: Place): ContractChange[] {
  const path = pathIn(place, is.name);
  if (was === undefined) return [added(is, path)];
  const cased = was.name === is.name ? [] : [nameCase(was, path, place)];
  return [...cased, ...valueChanges(was, is, path)];
}

function pathIn({ path }: Place, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** What a field is called in sentences. */
function titleOf(path: string): string {
  return isInside(path) ? `field "${path}"` : `column "${path}"`;
}

function added(field: FieldShape, path: string): ContractChange {
  const base = { kind: "column_added", path } as const;
  const table = because("alter", `${path} has to be added`);
  if (field.nullable) {
    const all = { athena: table, iceberg: table, redshift: unlessInside(path, table) };
    return { ...base, change: `${titleOf(path)} is new`, verdicts: verdicts(all) };
  }
  const hasDefault = field.field?.default !== undefined;
  const required = because("rewrite", `rows that are there have no ${path}, which is required`);
  const noDefaults = "no required column can be added in format version 2";
  return {
    ...base,
    change: `${titleOf(path)} is new and required${hasDefault ? ", with a default" : ""}`,
    verdicts: verdicts({
      files: hasDefault
        ? because("rewrite", `rows that are there have null in ${path}, and not its default`)
        : required,
      athena: table,
      iceberg: because("breaks", `${noDefaults}: add ${path} as nullable`),
      redshift: unlessInside(path, hasDefault ? table : required),
      ...(!hasDefault && {
        sources: because("breaks", `records without ${path} are rejected (required)`),
      }),
    }),
  };
}

function removed({ name, nullable }: FieldShape, place: Place): ContractChange {
  const path = pathIn(place, name);
  const table = because("alter", `${path} has to be taken out; queries that name it then fail`);
  return {
    kind: "column_removed",
    path,
    change: `${titleOf(path)} is gone`,
    verdicts: verdicts({
      athena: table,
      iceberg: table,
      redshift: unlessInside(path, table),
      ...(!nullable && { readers: because("breaks", `readers that need ${path} find none`) }),
      ...(place.strict && {
        sources: because("breaks", `records with ${path} are rejected (unrecognized_keys)`),
      }),
    }),
  };
}

function nameCase(was: FieldShape, path: string, place: Place): ContractChange {
  const old = pathIn(place, was.name);
  return {
    kind: "name_case_changed",
    path,
    change: `${titleOf(path)} was spelt "${was.name}"`,
    verdicts: verdicts({
      iceberg: because("alter", `${old} has to be renamed: names differ by case`),
      readers: because("breaks", `readers look for ${old}`),
      sources: because("breaks", `records have ${old}, which is another name`),
    }),
  };
}

function orderChange(
  before: readonly FieldShape[],
  after: readonly FieldShape[],
): ContractChange[] {
  const names = (fields: readonly FieldShape[], others: readonly FieldShape[]) => {
    const known = new Set(others.map(({ name }) => name.toLowerCase()));
    return fields.map(({ name }) => name.toLowerCase()).filter((name) => known.has(name));
  };
  if (names(before, after).join() === names(after, before).join()) return [];
  return [
    {
      kind: "order_changed",
      path: "",
      change: "the columns have another order",
      verdicts: verdicts({
        redshift: because(
          "alter",
          "COPY of Parquet goes by position: load new files through a table in their order",
        ),
      }),
    },
  ];
}

/** What differs between two values at one place: their type and what is inside, null, default and checks. */
function valueChanges(was: ValueShape, is: ValueShape, path: string): ContractChange[] {
  const inside = insideChanges(was, is, path);
  const types = inside ?? typeChange(was, is, path);
  const isOther = types.some((each) => each.path === path && each.kind === "type_changed");
  return [
    ...types,
    ...nullChange(was, is, path),
    ...defaultChange(was, is, { path, title: titleOf(path) }),
    ...(isOther && !areNumbers(was, is)
      ? []
      : checkChange(was.field, is.field, { path, title: titleOf(path) })),
  ];
}

/** Changes inside two values of one kind; `undefined` where there is no inside, or none in common. */
function insideChanges(
  was: ValueShape,
  is: ValueShape,
  path: string,
): ContractChange[] | undefined {
  const [a, b] = [was.type, is.type];
  if (a.kind === "list" && b.kind === "list")
    return valueChanges(elementOf(was), elementOf(is), `${path}[]`);
  if (a.kind === "map" && b.kind === "map")
    return valueChanges(elementOf(was), elementOf(is), `${path}{}`);
  if (a.kind !== "struct" || b.kind !== "struct") return undefined;
  const names = new Set(a.fields.map(({ name }) => name.toLowerCase()));
  const hasCommon = b.fields.some(({ name }) => names.has(name.toLowerCase()));
  if (!hasCommon) return undefined;
  const strict = isStrict(is);
  return [
    ...strictnessChange(isStrict(was), strict, path),
    ...diffFields(fieldsOf(was), fieldsOf(is), { path, strict: strict === true }),
  ];
}

/** Whether a struct, or one that it may be, refuses fields that are unknown; `undefined` where that is not known. */
function isStrict({ field }: ValueShape): boolean | undefined {
  if (field === undefined) return undefined;
  const { strict, variants = [] } = field;
  return strict === true || variants.some((variant) => variant.strict === true);
}

function elementOf({ type, field }: ValueShape): ValueShape {
  if (type.kind === "list")
    return { type: type.element, nullable: type.elementNullable, field: field?.element };
  if (type.kind === "map")
    return { type: type.value, nullable: type.valueNullable, field: field?.value };
  return { type, nullable: false };
}

function typeChange(was: ValueShape, is: ValueShape, path: string): ContractChange[] {
  const [from, to] = [formatDataType(was.type), formatDataType(is.type)];
  if (from === to) return [];
  const isTaken = isTakenBy(is.type, was.type) && (areNumbers(was, is) || !hasChecks(was.field));
  const isAccepted =
    isAcceptedBy(was.type, is.type) && (areNumbers(was, is) || !hasChecks(is.field));
  const isKept = isKeptAs(was.type, is.type);
  return [
    {
      kind: isKept || isReadAs(was.type, is.type) ? "type_widened" : "type_changed",
      path,
      change: `${titleOf(path)} was ${from}, is ${to}`,
      verdicts: verdicts({
        ...(!isKept && storedVerdicts(was.type, is.type, path)),
        ...(!isTaken && {
          readers: because("breaks", `readers of ${path} expect ${from}`),
        }),
        ...(!isAccepted && {
          sources: because("breaks", `records have ${from} in ${path}`),
        }),
      }),
    },
  ];
}

/** What another type means to what is stored. */
function storedVerdicts(was: DataType, is: DataType, path: string): SomeVerdicts {
  const [from, to] = [formatDataType(was), formatDataType(is)];
  const isWider = isReadAs(was, is);
  const table = because("alter", `${path} has to become ${to}`);
  const again = because("rewrite", `${path} is stored as ${from}, which is not read as ${to}`);
  return {
    ...(!isWider && { files: again }),
    athena: isWider ? table : again,
    iceberg: isPromoted(was, is) ? table : again,
    redshift: unlessInside(
      path,
      because("rewrite", `no ALTER changes the type of ${path}: add a column and copy`),
    ),
  };
}

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "float", "double"]);

/** Whether both are numbers, whose checks are compared even where the types differ. */
function areNumbers(was: ValueShape, is: ValueShape): boolean {
  return NUMBERS.has(was.type.kind) && NUMBERS.has(is.type.kind);
}

function nullChange(was: ValueShape, is: ValueShape, path: string): ContractChange[] {
  if (was.nullable === is.nullable) return [];
  const redshift = unlessInside(
    path,
    because("rewrite", `no ALTER changes NOT NULL of ${path}: add a column and copy`),
  );
  if (is.nullable)
    return [
      {
        kind: "null_allowed",
        path,
        change: `${titleOf(path)} was required, may be null`,
        verdicts: verdicts({
          iceberg: because("alter", `${path} has to become optional`),
          redshift,
          readers: because("breaks", `readers expect a value in ${path}`),
        }),
      },
    ];
  const hasDefault = is.field?.default !== undefined;
  return [
    {
      kind: "null_refused",
      path,
      change: `${titleOf(path)} could be null, is required`,
      verdicts: verdicts({
        files: because("rewrite", `rows that are there may have null in ${path}`),
        iceberg: because("breaks", `${path} can't become required`),
        redshift,
        ...(!hasDefault && {
          sources: because("breaks", `records without ${path} are rejected (required)`),
        }),
      }),
    },
  ];
}
