import { apiLogs } from "@cloudapi/core";
import { ensureBucket } from "@cloudapi/s3";
import { type TransformOptions, type TransformReport, transform } from "@cloudapi/transform";
import { s3Sink, s3Source } from "@cloudapi/transform/s3";
import { upload } from "./01-upload.ts";
import { type Environment, runExample } from "./lib/environment.ts";
import { sampleFile } from "./lib/sample-file.ts";

/** Turn a raw object into partitioned Parquet in the processed bucket, with the rejected rows in quarantine. */
export async function transformObject(
  { s3, config }: Environment,
  object: { readonly bucket: string; readonly key: string },
  options: Pick<TransformOptions, "format" | "onProgress"> = {},
): Promise<TransformReport> {
  const bucket = config.processedBucket;
  await ensureBucket(s3, { bucket });
  const source = s3Source(s3, { bucket: object.bucket, key: object.key });
  const sink = s3Sink(s3, { bucket, prefix: `${config.processedPrefix}${apiLogs.name}/` });
  const quarantine = s3Sink(s3, { bucket, prefix: config.quarantinePrefix });
  return transform(apiLogs, source, sink, { ...options, quarantine });
}

if (import.meta.main) {
  await runExample(async (environment) => {
    const sample = await sampleFile();
    const object = await upload(environment, sample.path);
    await sample.remove();
    const report = await transformObject(environment, object);
    console.log(
      `${report.rowsIn} rows in = ${report.rowsValid} valid + ${report.rowsRejected} rejected`,
    );
    for (const { key, rows, sizeBytes } of report.objects)
      console.log(`${key}: ${rows} rows, ${sizeBytes} bytes`);
    for (const { key, rows } of report.quarantine) console.log(`${key}: ${rows} rejected rows`);
  });
}
