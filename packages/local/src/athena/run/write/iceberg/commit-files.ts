import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { isCloudApiError } from "@cloudapi/core";
import type { LoadedTable, PartitionSpec } from "@cloudapi/iceberg";
import { commitTable, prepareSnapshot } from "@cloudapi/iceberg/internal";
import { icebergFailure } from "../../../iceberg/iceberg-failure.ts";
import { publishFiles, withdrawFiles } from "../publish-files.ts";
import type { WriteInput } from "../write-input.ts";
import type { WrittenDataFile } from "./write-data-files.ts";

/** What a commit does to a table's files. */
export interface FilesToCommit {
  /** The table as it was when its rows were read and its columns looked up. */
  readonly table: LoadedTable;
  readonly spec: PartitionSpec;
  readonly files: readonly WrittenDataFile[];
}

/** Add files to a table by one commit, whatever else is added meanwhile. Without files there is none. How many rows there are in them. */
export async function appendFiles(
  { table, spec, files }: FilesToCommit,
  input: WriteInput,
): Promise<number> {
  const added = files.map(({ dataFile }) => dataFile);
  return committing(files, input, async () => {
    if (files.length === 0) return;
    const { signal } = input;
    await commitTable(
      input.engine.iceberg,
      table.name,
      (now) => {
        checkSame(table, now);
        return prepareSnapshot(now, { added, spec, notes: {} });
      },
      { signal },
    );
  });
}

/** Put files where they belong and commit them; when that fails they are gone. */
export async function committing(
  files: readonly WrittenDataFile[],
  input: WriteInput,
  commit: () => Promise<void>,
): Promise<number> {
  const published = files.map((each) => each.published);
  const rows = await publishFiles(published, input);
  try {
    await commit();
    return rows;
  } catch (error) {
    if (!isCloudApiError(error, "COMMIT_STATE_UNKNOWN"))
      await withdrawFiles(published, input.engine.s3());
    throw icebergFailure(error);
  }
}

/** The files have the ids of the columns that the table had. */
export function checkSame(before: LoadedTable, now: LoadedTable): void {
  const same = (["table-uuid", "current-schema-id"] as const).every(
    (key) => before.metadata[key] === now.metadata[key],
  );
  if (same) return;
  const { namespace, name } = before.name;
  throw new TrinoError(
    "ICEBERG_COMMIT_ERROR",
    `Failed to commit during write: the table ${namespace}.${name} has other columns by now, or was made anew. Run the statement again.`,
  );
}
