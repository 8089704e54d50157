import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import type { S3Location } from "../../scan/objects/s3-location.ts";
import { parseS3Location } from "../../scan/objects/s3-location.ts";
import { checkPartition } from "../../scan/partitions/check-storage.ts";
import { compileTemplate } from "../../scan/partitions/location-template.ts";
import { columnProjections, isProjected } from "../../scan/partitions/projection.ts";
import { partitionPath } from "./partition-text.ts";

/** Where files of a partition go. */
export interface PartitionPlace extends S3Location {
  /** Whether the catalog is to be told of it. */
  readonly isNew: boolean;
}

/**
 * Where files go by the values of their partition: where a registered partition lies, where a projection looks, or else the
 * folder of Hive's name below the table's location.
 */
export function partitionPlaces(
  table: CatalogTable,
  catalog: Catalog,
  now: Date,
): (values: readonly string[]) => PartitionPlace {
  const base = parseS3Location(table.location);
  const names = table.partitionKeys.map((key) => key.name);
  if (names.length === 0) return () => ({ ...base, isNew: false });
  if (isProjected(table)) return projectedPlaces(table, now);
  return (values) => {
    const known = catalog.partition(table, values);
    if (known === undefined)
      return { ...base, prefix: `${base.prefix}${partitionPath(names, values)}`, isNew: true };
    checkPartition(known, table);
    return { ...parseS3Location(known.location), isNew: false };
  };
}

/** Rows of a partition that isn't projected could never be read. */
function projectedPlaces(
  table: CatalogTable,
  now: Date,
): (values: readonly string[]) => PartitionPlace {
  const projections = columnProjections(table, now);
  const template = compileTemplate(table, projections);
  return (values) => {
    const texts = projections.map((projection, i) => projection.write(values[i] ?? ""));
    const [place] = template.prefixes(
      texts.map((text) => (text === undefined ? undefined : [text])),
    );
    if (place === undefined || texts.includes(undefined)) {
      const name = table.partitionKeys.map((key, i) => `${key.name}=${values[i]}`).join("/");
      throw notSupported(
        `inserting into a partition that the projection of ${table.database}.${table.name} doesn't have (${name})`,
      );
    }
    return {
      ...place,
      prefix: place.prefix.endsWith("/") ? place.prefix : `${place.prefix}/`,
      isNew: false,
    };
  };
}
