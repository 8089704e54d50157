import { quoteLiteral } from "@cloudapi/core/sql";

/** The type of issues in the table of rejected rows. */
const ISSUE =
  "ROW(code varchar, path varchar, message varchar, expected varchar, received varchar)";

/** No issues. */
export const NO_ISSUES = `CAST(ARRAY[] AS array(${ISSUE}))`;

/** One issue as an array of it. */
export function issues(code: string, path: string, message: string): string {
  return `CAST(ARRAY[ROW(${code}, ${path}, ${message}, NULL, NULL)] AS array(${ISSUE}))`;
}

/** An issue for each code of an array, about a column whose text is `received`. */
export function issuesOfCodes(codes: string, path: string, received: string): string {
  const shown = `substr(coalesce(${received}, 'nothing'), 1, 100)`;
  const message = `${quoteLiteral(`${path}: `)} || c || ', received ' || ${shown} || '.'`;
  return `transform(CAST(${codes} AS array(varchar)), c -> CAST(ROW(c, ${quoteLiteral(path)}, ${message}, NULL, ${shown}) AS ${ISSUE}))`;
}

/** An issue of a duplicate key for each of an array of keys. */
export function issuesOfKeys(keys: string): string {
  const path = `IF(regexp_like(k, '\\A[A-Za-z0-9_]++\\z'), k, '["' || k || '"]')`;
  return `transform(${keys}, k -> CAST(ROW('duplicate_key', ${path}, ${path} || ': the key occurs more than once in the record, so its value is ambiguous.', 'each key once', NULL) AS ${ISSUE}))`;
}
