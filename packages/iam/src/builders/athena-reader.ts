import { athenaNeeds } from "@cloudapi/athena/needs";
import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { checkAccount, checkRegion } from "../arn/check-account.ts";
import { checkCatalogName, checkWorkGroup } from "../arn/check-service-names.ts";
import type { BoundNeed, NeedValues } from "../needs/bind-needs.ts";
import { bindOperation } from "./bind-operation.ts";
import { FRAME, type PolicyFrameInput } from "./policy-frame.ts";
import { type CheckedPlace, placeOfLocation } from "./s3-place.ts";

/** A table that is read. */
export interface ReadTable {
  /** Its name in the catalog; the contract's when `dataset` is given. */
  readonly table?: string;
  readonly dataset?: Pick<Dataset, "name">;
  /** Where its objects are, `s3://bucket/prefix/`. */
  readonly location: string;
  /** ARN of the KMS key of its objects, or several. */
  readonly kmsKeyArn?: string | readonly string[];
}

/** What somebody who only queries works with. */
export interface AthenaReaderPolicyInput extends PolicyFrameInput {
  readonly region: string;
  readonly accountId: string;
  /** `primary` when left out. */
  readonly workGroup?: string;
  readonly database: string;
  readonly tables: readonly ReadTable[];
  /** Where results are written, `s3://bucket/prefix/`: a folder of the reader's own. None in a work group that manages its results. */
  readonly outputLocation?: string;
  /** ARN of the KMS key of the results, or several. */
  readonly outputKmsKeyArn?: string | readonly string[];
  /** Whether a table has partitions that are registered, not projected; true when left out. */
  readonly registeredPartitions?: boolean;
  /** Whether Athena may look at the catalog's database `default`, as its guide asks for; true when left out. */
  readonly defaultDatabase?: boolean;
}

export const READER = [
  ...FRAME,
  "workGroup",
  "database",
  "tables",
  "outputLocation",
  "outputKmsKeyArn",
  "registeredPartitions",
  "defaultDatabase",
] as const;

/** A reader's input, checked. */
export interface CheckedReader {
  /** ARNs of the keys that it reads and writes under. */
  readonly keys: readonly string[];
  readonly needs: (frame: NeedValues) => BoundNeed[];
}

/** @throws {TypeError} naming the field at fault */
export function checkReader(what: string, input: AthenaReaderPolicyInput): CheckedReader {
  const { workGroup = "primary", database } = input;
  checkRegion(what, "region", input.region);
  checkAccount(what, "accountId", input.accountId);
  checkWorkGroup(what, "workGroup", workGroup);
  checkCatalogName(what, "database", database);
  const tables = checkTables(what, input.tables);
  const results = resultsOf(what, input);
  return {
    keys: [...tables.map(({ place }) => place), results].flatMap((place) => place?.keys ?? []),
    needs: (frame) =>
      tables.flatMap(({ table, place }) => {
        const values = { ...frame, workGroup, database, table };
        return bindOperation(athenaNeeds.query, { values, place, results, cases: casesOf(input) });
      }),
  };
}

function casesOf({
  registeredPartitions = true,
  defaultDatabase = true,
}: AthenaReaderPolicyInput): string[] {
  return [
    ...(registeredPartitions ? ["registeredPartitions"] : []),
    ...(defaultDatabase ? ["defaultDatabase"] : []),
  ];
}

function checkTables(what: string, tables: unknown) {
  if (!Array.isArray(tables) || tables.length === 0)
    throw new TypeError(`${what}: tables must be a list of at least one { table, location }.`);
  return tables.map((each: ReadTable, index) => {
    const name = `tables[${index}]`;
    checkOptionNames(`${what}: ${name}`, each, ["table", "dataset", "location", "kmsKeyArn"]);
    const table = each.table ?? each.dataset?.name;
    checkCatalogName(what, `${name}.table`, table);
    const field = { what, name: `${name}.location` };
    return { table, place: placeOfLocation(field, each.location, each.kmsKeyArn) };
  });
}

function resultsOf(
  what: string,
  { outputLocation, outputKmsKeyArn }: AthenaReaderPolicyInput,
): CheckedPlace | undefined {
  if (outputLocation === undefined) return undefined;
  return placeOfLocation({ what, name: "outputLocation" }, outputLocation, outputKmsKeyArn);
}
