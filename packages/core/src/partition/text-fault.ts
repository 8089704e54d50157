/**
 * What Hive escapes in a folder's name, and `$`, which some engines replace in a location. A table's
 * `storage.location.template` is filled with the value as it is, so a key that has it escaped would not be found.
 *
 * Source: Apache Hive, `FileUtils.escapePathName`; Trino, `PartitionProjection`, which does not escape where there is a template.
 */
const ESCAPED = /["#%'*/:=?\\{[\]^$]/;
/** Control characters, and what no XML listing of keys can hold. */
const CONTROL = /[\p{Cc}\uFFFE\uFFFF]/u;
/** What Hive writes for null. */
const NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__";

/** Why a text can't be a partition value, such as `has ":", ...`; `undefined` when it can. */
export function textFault(text: string): string | undefined {
  if (text === "") return "is empty, which Hive's folders have for null";
  const [special] = ESCAPED.exec(text) ?? [];
  if (special !== undefined)
    return `has ${special === '"' ? "a double quote" : `"${special}"`}, which a table with partition projection would not find in a key`;
  if (CONTROL.test(text)) return "has a control character, which a key can't have";
  if (/^\s|\s$/u.test(text)) return "begins or ends with white space, which engines trim";
  if (text === "." || text === "..") return "is a folder that paths resolve";
  return text === NULL_FOLDER ? "is what Hive's folders have for null" : undefined;
}

/** The same for the layout `plain`, where a value is all of a folder's name. */
export function folderFault(text: string): string | undefined {
  return /^[._]/.test(text)
    ? `begins with "${text.charAt(0)}", and readers skip such folders; the layout "hive" can have it`
    : textFault(text);
}
