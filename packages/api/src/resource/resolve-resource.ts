import type { Column, Dataset } from "@cloudapi/core";
import { checkOptionNames, didYouMean, isLeafType } from "@cloudapi/core/internal";
import type { ResourceInput } from "./api-resource.ts";
import type { Resource } from "./resource.ts";

const OPTIONS: readonly (keyof ResourceInput)[] = [
  "dataset",
  "path",
  "aliases",
  "table",
  "database",
  "key",
  "relations",
  "filters",
  "sort",
  "limit",
  "range",
  "restrict",
];

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 50;
const DEFAULT_DAYS = 7;
const MAX_DAYS = 366;

/**
 * A resource with its defaults.
 *
 * @throws {TypeError | RangeError} for settings that are not right
 */
export function resolveResource(input: ResourceInput, datasets: readonly Dataset[]): Resource {
  checkOptionNames("createApi: a resource", input, OPTIONS);
  const dataset = datasetOf(input, datasets);
  const what = `createApi: the resource of "${dataset.name}"`;
  const pick = (names: readonly string[], option: string) =>
    names.map((name) => columnOf(what, option, name, dataset));
  const leaves = dataset.columns.filter(({ type }) => isLeafType(type) && type.kind !== "json");
  checkOrder(what, dataset, input.key);
  const filters = input.filters === undefined ? leaves : pick(input.filters, "filters");
  return {
    dataset,
    path: checkPath(what, input.path ?? `/api/${dataset.name}`),
    aliases: (input.aliases ?? []).map((alias) => checkPath(what, alias)),
    table: { table: input.table ?? dataset.name, database: input.database },
    columns: dataset.columns,
    key: pick(input.key ?? [], "key"),
    relations: (input.relations ?? []).map((relation) => ({
      ...relation,
      parameter: parameterOf(what, relation.path),
      of: columnOf(what, "relations", relation.column, dataset),
    })),
    filters,
    sort: input.sort === undefined ? leaves : pick(input.sort, "sort"),
    limit: limitOf(what, input.limit),
    range: rangeOf(what, dataset, input.range),
    restrict:
      input.restrict === undefined
        ? undefined
        : {
            claim: input.restrict.claim,
            column: columnOf(what, "restrict", input.restrict.column, dataset),
          },
  };
}

function datasetOf({ dataset: name }: ResourceInput, datasets: readonly Dataset[]): Dataset {
  const found = datasets.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = datasets.map((each) => each.name);
  throw new RangeError(
    `createApi: a resource is of the dataset ${JSON.stringify(name)}, which is not among datasets (${names.join(", ")}).`,
  );
}

function columnOf(what: string, option: string, name: string, dataset: Dataset): Column {
  const column = dataset.columns.find((each) => each.name === name);
  const names = dataset.columns.map((each) => each.name);
  if (column === undefined) {
    const near = didYouMean(name, names);
    throw new RangeError(
      `${what}: ${option} names ${JSON.stringify(name)}, which the contract doesn't have. ${near === undefined ? `It has ${names.join(", ")}.` : `Did you mean "${near}"?`}`,
    );
  }
  if (isLeafType(column.type) && column.type.kind !== "json") return column;
  throw new TypeError(
    `${what}: ${option} names "${name}", whose values are neither compared nor sorted: it is nested or JSON. Leave it out.`,
  );
}

/** Without a key rows are told apart by all their columns, and what is nested has no order. */
function checkOrder(what: string, { columns }: Dataset, key: readonly string[] | undefined): void {
  const nested = columns.find(({ type }) => !isLeafType(type) || type.kind === "json");
  if (nested === undefined || (key !== undefined && key.length > 0)) return;
  throw new TypeError(
    `${what}: its rows can't be paged without a key, since "${nested.name}" is nested or JSON and has no order. Name the columns that together name a row: key: ["id"].`,
  );
}

const PATH = /^(?:\/(?:[A-Za-z0-9_.~-]{1,100}|\{[A-Za-z_][A-Za-z0-9_]{0,99}\})){1,10}$/;

function checkPath(what: string, path: string): string {
  if (PATH.test(path) && !path.includes("{")) return path;
  throw new RangeError(
    `${what}: ${JSON.stringify(path)} is no path; it must be like "/api/orders", of letters, digits and "-_.~".`,
  );
}

function parameterOf(what: string, path: string): string {
  const names = [...path.matchAll(/\{([^{}]{1,100})\}/g)].flatMap(([, name]) => name ?? []);
  const [name] = names;
  if (PATH.test(path) && name !== undefined && names.length === 1) return name;
  throw new RangeError(
    `${what}: ${JSON.stringify(path)} is no path of a relation; it must have one name in braces, like "/api/invoices-by-customer/{id}".`,
  );
}

function limitOf(what: string, limit: ResourceInput["limit"] = {}): Resource["limit"] {
  checkOptionNames(`${what}: limit`, limit, ["default", "max"]);
  const { max = MAX_LIMIT, default: usual = Math.min(DEFAULT_LIMIT, max) } = limit;
  if (
    Number.isInteger(max) &&
    Number.isInteger(usual) &&
    usual >= 1 &&
    usual <= max &&
    max <= 10_000
  )
    return { max, default: usual };
  throw new RangeError(
    `${what}: limit must be { default, max }, integers with 1 ≤ default ≤ max ≤ 10000.`,
  );
}

function rangeOf(what: string, dataset: Dataset, range: ResourceInput["range"]): Resource["range"] {
  checkOptionNames(`${what}: range`, range, ["defaultDays", "maxDays"]);
  if (dataset.partition?.granularity === undefined) {
    if (range === undefined) return undefined;
    throw new TypeError(
      `${what}: range is for datasets that are partitioned by time, and this isn't.`,
    );
  }
  const { maxDays = MAX_DAYS, defaultDays = Math.min(DEFAULT_DAYS, maxDays) } = range ?? {};
  if (
    Number.isInteger(maxDays) &&
    Number.isInteger(defaultDays) &&
    defaultDays >= 1 &&
    defaultDays <= maxDays &&
    maxDays <= 36_600
  )
    return { maxDays, defaultDays };
  throw new RangeError(
    `${what}: range must be { defaultDays, maxDays }, integers with 1 ≤ defaultDays ≤ maxDays ≤ 36600.`,
  );
}
