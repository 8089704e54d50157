import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { readObject } from "./read-object.ts";

const MANIFEST = z.object({
  entries: z
    .array(
      z.object({
        url: z.string().regex(/^s3:\/\/[^/]{3,63}\/./),
        mandatory: z.boolean().optional(),
        meta: z.object({ content_length: z.int() }),
      }),
    )
    .min(1),
});

/** A file of a manifest. */
export interface ManifestEntry {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number | undefined;
}

/** The files that a manifest names. */
export async function readManifest(s3: S3Client, uri: string): Promise<readonly ManifestEntry[]> {
  const { bucket, key } = placeOf(uri);
  const bytes = await readObject(s3, bucket, key);
  if (bytes === undefined)
    throw new Error(`Problem reading manifest file - the manifest ${uri} does not exist`);
  const parsed = MANIFEST.safeParse(jsonOf(new TextDecoder().decode(bytes)));
  if (!parsed.success)
    throw new Error(
      `Problem reading manifest file - ${uri}: ${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`,
    );
  return parsed.data.entries.map(({ url, meta }) => ({
    ...placeOf(url),
    sizeBytes: meta.content_length,
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function placeOf(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]{3,63})\/([^]{1,1024})$/.exec(uri) ?? [];
  if (bucket === "") throw new Error(`"${uri}" is no place in S3`);
  return { bucket, key };
}
