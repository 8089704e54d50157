import { createHash } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import { columnName } from "../sql/names.ts";
import { textLiteral } from "../sql/text-literal.ts";
import type { RedshiftColumn } from "../tables/redshift-column.ts";
import { copySql } from "./build-copy.ts";
import { buildManifest } from "./build-manifest.ts";
import type { LoadFile } from "./load-file.ts";

/** A manifest to write. */
export interface ManifestFile {
  /** `s3://bucket/key`, the same for the same files. */
  readonly uri: string;
  readonly text: string;
}

/** What is staged. */
interface StageInput {
  readonly files: readonly LoadFile[];
  readonly iamRole: string;
  readonly manifests: string;
  /** The temporary table. */
  readonly stage: string;
  readonly columns: readonly RedshiftColumn[];
}

/** The statements that bring the rows of files into a temporary table, and the manifests that these read. */
export function stageStatements(
  dataset: Dataset,
  { files, iamRole, manifests, stage, columns }: StageInput,
): { readonly statements: string[]; readonly manifests: ManifestFile[] } {
  // What is required is for the table itself to say: here it may still have to come from the key.
  const lines = columns.map(({ sql, type }) => `${sql} ${type}`);
  const groups = groupsOf(files).map((group) => {
    const text = buildManifest(group);
    return { group, text, uri: `${manifests}${hashOf(text)}.manifest` };
  });
  return {
    statements: [
      `CREATE TEMP TABLE ${stage} (${lines.join(", ")})`,
      ...groups.flatMap(({ group: [first], uri }) =>
        first === undefined
          ? []
          : [
              copySql("planLoad", dataset, {
                into: stage,
                manifest: uri,
                iamRole,
                columns: first.columns,
              }),
              ...keyStatements(stage, first),
            ],
      ),
    ],
    manifests: groups.map(({ uri, text }) => ({ uri, text })),
  };
}

/** Files that one COPY loads: of the same columns in the same order, with the same values in their keys. */
function groupsOf(files: readonly LoadFile[]): LoadFile[][] {
  const groups = new Map<string, LoadFile[]>();
  for (const file of files) {
    const values = Object.entries(file.keyValues).map(([name, value]) => [name, String(value)]);
    const id = JSON.stringify([file.columns, values]);
    groups.set(id, [...(groups.get(id) ?? []), file]);
  }
  return [...groups.values()];
}

/** What stands in the key alone is put into the rows. */
function keyStatements(stage: string, { keyValues }: LoadFile): string[] {
  const entries = Object.entries(keyValues);
  if (entries.length === 0) return [];
  const set = entries.map(([name, value]) => `${columnName(name)} = ${literalOf(value)}`);
  const [[first] = [""]] = entries;
  return [`UPDATE ${stage} SET ${set.join(", ")} WHERE ${columnName(first)} IS NULL`];
}

function literalOf(value: number | bigint | string): string {
  return typeof value === "string" ? textLiteral(value) : String(value);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
