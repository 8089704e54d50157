/** Why a key has no safe place under a folder. */
export type RefusalCode =
  | "PARENT_SEGMENT"
  | "EMPTY_SEGMENT"
  | "ABSOLUTE"
  | "BACKSLASH"
  | "NUL"
  | "DRIVE_LETTER"
  | "RESERVED_NAME"
  | "NAME_TOO_LONG"
  | "TRAILING_SLASH"
  | "NAME_TAKEN"
  | "SYMLINK";

/** The names from the folder to the file, or why there are none. */
export type LocalName =
  | { readonly segments: readonly string[] }
  | { readonly refused: RefusalCode; readonly message: string };

/** The limit of ext4, XFS, APFS and NTFS. */
const MAX_NAME_BYTES = 255;
const WINDOWS_FORBIDDEN = /[<>:"|?*\p{Cc}]|[ .]$/u;
const WINDOWS_DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * What a key is called under a folder. A key is any text, so what a file system would read as something else (a
 * parent, a root, a drive, another separator) is refused, never repaired: two keys must not become one file.
 *
 * @param relativeKey the key without its prefix; without a trailing slash
 */
export function localName(relativeKey: string, platform: NodeJS.Platform): LocalName {
  if (relativeKey.startsWith("/"))
    return refuse("ABSOLUTE", "it begins with a slash, as an absolute path does");
  const segments = relativeKey.split("/");
  for (const segment of segments) {
    const refused = refuseSegment(segment, platform);
    if (refused !== undefined) return refused;
  }
  return { segments };
}

function refuseSegment(segment: string, platform: NodeJS.Platform): LocalName | undefined {
  if (segment === "") return refuse("EMPTY_SEGMENT", "it has an empty name between two slashes");
  if (segment === "." || segment === "..")
    return refuse("PARENT_SEGMENT", `it has "${segment}" as one of its path segments`);
  if (segment.includes("\\"))
    return refuse("BACKSLASH", "it has a backslash, which separates folders on Windows");
  if (segment.includes("\0"))
    return refuse("NUL", "it has a NUL character, where the system would cut the name");
  if (/^[A-Za-z]:/.test(segment)) return refuse("DRIVE_LETTER", "it has a drive letter");
  if (Buffer.byteLength(segment) > MAX_NAME_BYTES) {
    return refuse("NAME_TOO_LONG", `it has a name of more than ${MAX_NAME_BYTES} bytes`);
  }
  if (platform === "win32" && (WINDOWS_FORBIDDEN.test(segment) || WINDOWS_DEVICES.test(segment))) {
    return refuse("RESERVED_NAME", "it has a name that Windows reserves");
  }
  return undefined;
}

function refuse(refused: RefusalCode, message: string): LocalName {
  return { refused, message };
}
