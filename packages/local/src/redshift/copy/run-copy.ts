import type { S3Client } from "@aws-sdk/client-s3";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { readParquetFile } from "@cloudapi/transform/internal";
import type { CopyStatement } from "../dialect/parse-copy.ts";
import type { SqlSession } from "../engine/sql-engine.ts";
import { insertRows } from "./insert-rows.ts";
import { readManifest } from "./read-manifest.ts";
import { readObject } from "./read-object.ts";
import { tableColumns } from "./table-columns.ts";

/**
 * COPY of Parquet by manifest, as Redshift does it: by position, all rows or none, each file there and of the size that the manifest says.
 *
 * @returns the number of rows
 */
export async function runCopy(
  copy: CopyStatement,
  session: SqlSession,
  s3: S3Client,
): Promise<number> {
  const columns = await tableColumns(copy, session);
  let rows = 0;
  for (const { bucket, key, sizeBytes } of await readManifest(s3, copy.manifest)) {
    const url = `s3://${bucket}/${key}`;
    const bytes = await readObject(s3, bucket, key);
    if (bytes === undefined)
      throw new Error(`Problem reading manifest file - mandatory url "${url}" does not exist`);
    if (sizeBytes !== undefined && sizeBytes !== bytes.length)
      throw new Error(
        `Spectrum Scan Error: mandatory file ${url} has ${bytes.length} bytes, and content_length says ${sizeBytes}`,
      );
    const file = await readParquetFile(bytes);
    if (file.fields.length !== columns.length)
      throw new Error(
        `Unmatched number of columns between table and file. Table columns: ${columns.length}, Data columns: ${file.fields.length}, File name: ${url}`,
      );
    const nested = file.fields.find(({ children }) => children.length > 0);
    if (nested !== undefined && !copy.serializeToJson)
      throw new Error(
        `Spectrum Scan Error: incompatible Parquet schema: column ${nested.name} of ${url} is nested; COPY it with SERIALIZETOJSON`,
      );
    const names = file.fields.map(({ name }) => name);
    const into = [...(copy.schema === undefined ? [] : [copy.schema]), copy.table]
      .map((name) => quoteIdentifier(name))
      .join(".");
    for await (const batch of file.rows)
      rows += await insertRows(session, { into, columns, names, url }, batch);
  }
  return rows;
}
