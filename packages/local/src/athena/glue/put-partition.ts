import type { CatalogEntry, CatalogPartition } from "../catalog/catalog-types.ts";
import { checkValues, findPartition } from "./find.ts";
import { alreadyExists } from "./glue-error.ts";
import type { GlueContext } from "./operation.ts";
import type { partitionInput } from "./shapes/members.ts";
import type { ShapeOf } from "./shapes/shape.ts";
import { storageDefinition } from "./table-definition.ts";

type PartitionInput = ShapeOf<typeof partitionInput>;
type InCatalog = Pick<GlueContext, "catalog" | "now">;

export function createPartition(
  entry: CatalogEntry,
  input: PartitionInput,
  { catalog, now }: InCatalog,
): void {
  const values = input.Values ?? [];
  checkValues(values, entry);
  if (catalog.partition(entry.relation, values) !== undefined) throw alreadyExists("Partition");
  catalog.putPartition(entry.relation, readPartition(input, { values, createdAt: now() }));
}

/** Change a partition; it may get other values, under which none must be. */
export function updatePartition(
  entry: CatalogEntry,
  { values, input }: { readonly values: readonly string[]; readonly input: PartitionInput },
  context: InCatalog,
): void {
  const { catalog } = context;
  const { createdAt } = findPartition(entry, values, context);
  const wanted = input.Values ?? values;
  checkValues(wanted, entry);
  const isMoved = JSON.stringify(wanted) !== JSON.stringify(values);
  if (isMoved && catalog.partition(entry.relation, wanted) !== undefined)
    throw alreadyExists("Partition");
  if (isMoved) catalog.dropPartition(entry.relation, values);
  catalog.putPartition(entry.relation, readPartition(input, { values: wanted, createdAt }));
}

export function dropPartition(
  entry: CatalogEntry,
  values: readonly string[],
  { catalog }: Pick<InCatalog, "catalog">,
): void {
  catalog.dropPartition(entry.relation, findPartition(entry, values, { catalog }).values);
}

function readPartition(
  input: PartitionInput,
  place: { readonly values: readonly string[]; readonly createdAt: Date },
): CatalogPartition {
  const { Values: _values, StorageDescriptor, ...members } = input;
  const storage = StorageDescriptor && storageDefinition(StorageDescriptor);
  return {
    ...place,
    location: storage?.Location ?? "",
    definition: { ...members, ...(storage !== undefined && { StorageDescriptor: storage }) },
  };
}
