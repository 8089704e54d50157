import { S3Error } from "../s3-error.ts";

/** How keys are written in a list: as they are, or URL-encoded. */
export type KeyWriter = (key: string) => string;

/** @throws {S3Error} InvalidArgument for an encoding other than `url` */
export function readEncoding(query: ReadonlyMap<string, string>): {
  type: "url" | undefined;
  write: KeyWriter;
} {
  const type = query.get("encoding-type");
  if (type === undefined || type === "") return { type: undefined, write: (key) => key };
  if (type !== "url") {
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", {
      details: { ArgumentName: "encoding-type", ArgumentValue: type.slice(0, 100) },
    });
  }
  return { type, write: encodeKey };
}

/** Encode a key as S3 does: form encoding, a space becomes `+`, slashes and `*` stay. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+")
    .replaceAll(
      /[!'()~]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}
