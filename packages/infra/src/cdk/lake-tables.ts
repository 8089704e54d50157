import { buildTableInput } from "@cloudapi/athena/table-input";
import type { Dataset } from "@cloudapi/core";
import { checkDatasets } from "@cloudapi/core/internal";
import { Stack, Token } from "aws-cdk-lib";
import * as glue from "aws-cdk-lib/aws-glue";
import { Construct } from "constructs";
import { folderOf } from "./folder-of.ts";

/** Tables of contracts, in a database of Athena's catalog. */
export interface LakeTablesProps {
  /** The database, which is made. */
  readonly databaseName: string;
  /** The contracts, each a table of its name. */
  readonly datasets: readonly Dataset[];
  readonly bucketName: string;
  /** Where each table has its folder; `tables/` when left out. */
  readonly prefix?: string | undefined;
}

/**
 * A database of Athena's catalog with a table for each contract: columns, partition projection, contract hash, the same as
 * `ensureTable` makes, so that no crawler is needed.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { App, Stack } from "aws-cdk-lib";
 * import { LakeTables } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const tables = new LakeTables(stack, "Tables", {
 *   databaseName: "cloudapi",
 *   datasets: [apiLogs],
 *   bucketName: "cloudapi-logs-processed",
 * });
 * console.log(tables.tables.map(({ node }) => node.id)); // => ["api_logs"]
 * ```
 */
export class LakeTables extends Construct {
  readonly databaseName: string;
  readonly datasets: readonly Dataset[];
  /** Where the tables are, each in a folder of its name. */
  readonly prefix: string;
  readonly tables: readonly glue.CfnTable[];

  constructor(scope: Construct, id: string, props: LakeTablesProps) {
    super(scope, id);
    const { databaseName, datasets, bucketName } = props;
    checkTables(id, props);
    this.databaseName = databaseName;
    const stored = Token.isUnresolved(databaseName) ? STANDING_DATABASE : databaseName;
    const catalogId = Stack.of(this).account;
    const database = new glue.CfnDatabase(this, "Database", {
      catalogId,
      databaseInput: { name: databaseName, description: "Tables of CloudAPI's contracts" },
    });
    const prefix = folderOf(props.prefix ?? "tables/");
    this.datasets = [...datasets];
    this.prefix = prefix;
    this.tables = datasets.map((dataset) => {
      const table = new glue.CfnTable(this, dataset.name, {
        catalogId,
        databaseName,
        tableInput: propertiesOf(dataset, { databaseName: stored, prefix, bucketName }),
      });
      table.node.addDependency(database);
      return table;
    });
  }
}

function checkTables(id: string, { databaseName, datasets }: LakeTablesProps): void {
  if (!Token.isUnresolved(databaseName) && !/^[a-z0-9_]{1,255}$/.test(databaseName))
    throw new TypeError(
      `${id}: databaseName must be of lower-case letters, digits and underscores, not ${JSON.stringify(databaseName)}.`,
    );
  checkDatasets(id, datasets);
  const names = datasets.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new TypeError(
      `${id}: two datasets are called "${twice}"; a database has one such table.`,
    );
}

const STANDING = "placeholder-bucket";
/** The entry of a table does not name its database. */
const STANDING_DATABASE = "placeholder";

/** The catalog's entry, as CloudFormation spells it. */
function propertiesOf(
  dataset: Dataset,
  place: { readonly databaseName: string; readonly prefix: string; readonly bucketName: string },
): glue.CfnTable.TableInputProperty {
  const { Name, TableType, Parameters, PartitionKeys, StorageDescriptor } = buildTableInput(
    dataset,
    { database: place.databaseName, location: `s3://${STANDING}/${place.prefix}${dataset.name}/` },
  );
  const { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = StorageDescriptor ?? {};
  const described = {
    name: Name,
    tableType: TableType,
    parameters: Parameters,
    partitionKeys: PartitionKeys?.map(columnOf),
    storageDescriptor: {
      columns: Columns?.map(columnOf),
      location: Location,
      inputFormat: InputFormat,
      outputFormat: OutputFormat,
      serdeInfo: {
        serializationLibrary: SerdeInfo?.SerializationLibrary,
        parameters: SerdeInfo?.Parameters,
      },
    },
  };
  // A location may be in a property, too, and the bucket's name may be filled in by CloudFormation.
  const text = JSON.stringify(described).replaceAll(
    `s3://${STANDING}/`,
    `s3://${place.bucketName}/`,
  );
  return JSON.parse(text) as glue.CfnTable.TableInputProperty;
}

function columnOf({ Name = "", Type }: { Name?: string | undefined; Type?: string | undefined }) {
  return { name: Name, type: Type };
}
