import type { S3Client } from "@aws-sdk/client-s3";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { definePartition, defineRelation } from "../../catalog/define-relation.ts";
import { listFiles } from "../../scan/objects/list-files.ts";
import { parseS3Location } from "../../scan/objects/s3-location.ts";
import type { PartitionSpec, Statement } from "../../syntax/statement/statement.ts";
import type { QueryResult } from "../results/query-result.ts";
import { partitionPath } from "../write/partition-text.ts";
import { executionError, semanticError } from "./hive-error.ts";

/** `ALTER TABLE ... ADD PARTITION` */
export function addPartitions(
  statement: Extract<Statement, { kind: "add-partition" }>,
  table: CatalogTable,
  { catalog, now }: { readonly catalog: Catalog; readonly now: Date },
): void {
  const register = registrar(table, catalog, now);
  for (const { spec, location } of statement.partitions) {
    const values = completeValues(spec, table);
    if (catalog.partition(table, values) !== undefined) {
      if (statement.ifNotExists) continue;
      throw executionError("AlreadyExistsException(message:Partition already exists.)");
    }
    register(values, location ?? defaultLocation(table, values));
  }
}

/** `ALTER TABLE ... DROP PARTITION`: a spec may name only some of the columns. */
export function dropPartitions(
  statement: Extract<Statement, { kind: "drop-partition" }>,
  table: CatalogTable,
  catalog: Catalog,
): void {
  for (const spec of statement.specs) {
    checkNames(spec, table);
    const found = catalog
      .partitions(table)
      .filter((partition) =>
        table.partitionKeys.every(
          (key, i) => spec[key.name] === undefined || spec[key.name] === partition.values[i],
        ),
      );
    if (found.length === 0 && !statement.ifExists)
      throw semanticError(10006, `Partition not found (${specText(spec)})`);
    for (const partition of found) catalog.dropPartition(table, partition.values);
  }
}

/** How partitions of a table are registered: stored as the table is. */
function registrar(table: CatalogTable, catalog: Catalog, now: Date) {
  const definition = catalog.entry(table.database, table.name)?.definition ?? defineRelation(table);
  return (values: readonly string[], location: string) => {
    catalog.putPartition(table, definePartition(definition, { values, location, now }));
  };
}

function specText(spec: PartitionSpec): string {
  return Object.entries(spec)
    .map(([name, value]) => `${name} = '${value}'`)
    .join(", ");
}

function checkNames(spec: PartitionSpec, table: CatalogTable): void {
  const unknown = Object.keys(spec).find(
    (name) => !table.partitionKeys.some((key) => key.name === name),
  );
  if (unknown !== undefined)
    throw semanticError(
      10098,
      `Non-Partition column appears in the partition specification: ${unknown}`,
    );
}

function completeValues(spec: PartitionSpec, table: CatalogTable): string[] {
  checkNames(spec, table);
  return table.partitionKeys.map(({ name }) => {
    const value = spec[name];
    if (value === undefined)
      throw semanticError(
        undefined,
        `partition spec {${specText(spec)}} doesn't contain all (${table.partitionKeys.length}) partition columns`,
      );
    return value;
  });
}

function defaultLocation(table: CatalogTable, values: readonly string[]): string {
  const base = table.location.endsWith("/") ? table.location : `${table.location}/`;
  const names = table.partitionKeys.map((key) => key.name);
  return `${base}${partitionPath(names, values)}`;
}

/** `MSCK REPAIR TABLE`: register every `key=value/` folder below the table's location. */
export async function repairTable(
  table: CatalogTable,
  context: { catalog: Catalog; s3: S3Client; now: Date; signal: AbortSignal },
): Promise<QueryResult> {
  const location = parseS3Location(table.location);
  const added = new Map<string, string[]>();
  for (const file of await listFiles(context.s3, location, context.signal)) {
    const values = folderValues(file.key.slice(location.prefix.length), table);
    if (values === undefined || context.catalog.partition(table, values) !== undefined) continue;
    const path = file.key
      .slice(location.prefix.length)
      .split("/")
      .slice(0, values.length)
      .join("/");
    added.set(path, values);
  }
  const register = registrar(table, context.catalog, context.now);
  for (const [path, values] of added)
    register(values, `s3://${location.bucket}/${location.prefix}${path}/`);
  const names = [...added.keys()].map((path) => `${table.name}:${path}`);
  const lines =
    names.length === 0
      ? []
      : [
          `Partitions not in metastore:\t${names.join("\t")}`,
          ...names.map((name) => `Repair: Added partition to metastore ${name}`),
        ];
  return { columns: [], rows: lines.map((line) => [line]), header: false, updateCount: undefined };
}

function folderValues(path: string, table: CatalogTable): string[] | undefined {
  const folders = path.split("/").slice(0, -1);
  if (folders.length < table.partitionKeys.length || table.partitionKeys.length === 0)
    return undefined;
  const values: string[] = [];
  for (const [i, key] of table.partitionKeys.entries()) {
    const match = /^([^=]+)=(.*)$/.exec(folders[i] ?? "");
    if (match?.[1]?.toLowerCase() !== key.name) return undefined;
    values.push(unescapeValue(match[2] ?? ""));
  }
  return values;
}

function unescapeValue(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
