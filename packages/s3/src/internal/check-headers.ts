import { checkText } from "./check-arguments.ts";

const MAX_METADATA_BYTES = 2048;
/** What HTTP allows in a header's name (RFC 9110, token). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Refuse a value that does not survive the trip as an HTTP header. */
export function checkHeaderText(what: string, name: string, value: unknown): void {
  checkText(what, name, value);
  if (!PRINTABLE_ASCII.test(value) || value !== value.trim()) {
    throw new TypeError(
      `${what}: ${name} must be printable ASCII without spaces at its ends, because it is sent as an HTTP header; encode other text, for instance with encodeURIComponent.`,
    );
  }
}

/** Refuse metadata that S3 would refuse (over 2 KB) or that would come back changed. */
export function checkMetadata(what: string, metadata: unknown): void {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw new TypeError(`${what}: metadata must be an object of strings.`);
  }
  const seen = new Set<string>();
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    checkMetadataEntry(what, name, value, seen);
    sizeBytes += name.length + String(value).length;
  }
  if (sizeBytes > MAX_METADATA_BYTES) {
    throw new RangeError(
      `${what}: metadata must be at most ${MAX_METADATA_BYTES} bytes, names and values together, not ${sizeBytes}. Keep larger facts in an object of their own.`,
    );
  }
}

function checkMetadataEntry(what: string, name: string, value: unknown, seen: Set<string>): void {
  if (!TOKEN.test(name)) {
    throw new TypeError(
      `${what}: the metadata name "${name}" must be letters, digits and -_. as in an HTTP header.`,
    );
  }
  const stored = name.toLowerCase();
  if (seen.has(stored)) {
    throw new TypeError(`${what}: metadata has "${stored}" twice; S3 keeps names in lower case.`);
  }
  seen.add(stored);
  if (value !== "") checkHeaderText(what, `metadata.${name}`, value);
}
