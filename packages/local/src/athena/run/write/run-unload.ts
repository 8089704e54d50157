import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { parseS3Location } from "../../scan/objects/s3-location.ts";
import type { Properties } from "../../syntax/statement/parse-properties.ts";
import type { Unload } from "../../syntax/statement/parse-write.ts";
import type { QueryResult } from "../results/query-result.ts";
import { compileInput, useCompiled } from "../run-select.ts";
import { checkHiveColumns, checkPartitionColumns, namedColumns } from "./hive-columns.ts";
import { partitionPath } from "./partition-text.ts";
import { partitionedLast } from "./partitioned-last.ts";
import type { PublishedFile } from "./publish-files.ts";
import { checkEmpty, pathTaken, publishFiles } from "./publish-files.ts";
import { propertyReader } from "./read-properties.ts";
import { formatNamed } from "./row-format.ts";
import type { WriteInput } from "./write-input.ts";
import { writeResult } from "./write-result.ts";
import { writeRows } from "./write-rows.ts";

/** `UNLOAD`: a query's rows as files below a location where there was nothing. */
export async function runUnload(statement: Unload, input: WriteInput): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  const { format, partitionedBy } = readProperties(statement.properties);
  const compiled = await compileInput(engine, { ...input, parsed: statement.query }, now);
  const columns = namedColumns(compiled.columns);
  checkHiveColumns(columns);
  const keys = partitionedLast(columns, partitionedBy);
  checkPartitionColumns(keys);
  const { bucket, prefix } = parseS3Location(statement.location);
  await checkEmpty(
    statement.location,
    { s3: engine.s3(), signal },
    pathTaken(`${input.database}.unload`, statement.location, input.outputLocation),
  );
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    writeRows(
      { sql: compiled.sql, columns, keys: keys.length },
      format,
      { connection, folder: engine.folder, now, signal },
      async (files) => {
        const names = keys.map(({ name }) => name);
        const published = files.map((file): PublishedFile => {
          const key = `${prefix}${partitionPath(names, file.values)}${file.name}`;
          return { file, bucket, key };
        });
        return writeResult(await publishFiles(published, input));
      },
    ),
  );
}

function readProperties(properties: Properties) {
  const read = propertyReader("UNLOAD", properties, [
    "format",
    "compression",
    "compression_level",
    "field_delimiter",
    "partitioned_by",
  ]);
  const format = read.text("format");
  if (format === undefined)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "UNLOAD needs a format: WITH (format = 'PARQUET')",
    );
  return {
    format: formatNamed({
      format,
      compression: read.text("compression"),
      level: read.whole("compression_level"),
      delimiter: read.text("field_delimiter"),
    }),
    partitionedBy: read.texts("partitioned_by") ?? [],
  };
}
