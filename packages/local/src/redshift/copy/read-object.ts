import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** An object's bytes; `undefined` where there is none. */
export async function readObject(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    const { name } = error as { readonly name?: string };
    if (name === "NoSuchKey" || name === "NoSuchBucket") return undefined;
    throw error;
  }
}
