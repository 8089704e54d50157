import { checkOptionNames } from "@cloudapi/core/internal";
import { decodeDocument } from "./decode-document.ts";
import { ElementReader, type Fields, nameOf } from "./element-reader.ts";
import type { Policy, PolicyIssue, Statement } from "./policy.ts";
import { readStatement } from "./read-statement.ts";

/** A policy as it was read, or what is wrong with its document. */
export type PolicyReading =
  | { readonly policy: Policy; readonly issues: readonly [] }
  | { readonly policy: undefined; readonly issues: readonly PolicyIssue[] };

const KNOWN = ["Version", "Id", "Statement"];
const MAX_STATEMENTS = 10_000;

/**
 * Read a policy document: text, percent-encoded as IAM hands it out or not, or the object that the text stands for.
 *
 * Whatever is wrong is told with its place, all of it, and nothing is thrown: text that is not JSON, a key that is there
 * twice, an element that there is none of, a document of more than a million characters.
 *
 * @param options.name what the policy is called where it decides
 * @throws {TypeError} for an unknown option
 *
 * @example
 * ```ts
 * import { readPolicy } from "@cloudapi/iam";
 *
 * const { issues } = readPolicy('{ "Statement": { "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" } }');
 * console.log(issues[0]?.path.join(".")); // => "Statement.Effect"
 * ```
 */
export function readPolicy(
  document: unknown,
  options?: { readonly name?: string | undefined },
): PolicyReading {
  checkOptionNames("readPolicy", options, ["name"]);
  const { value, issues } = decodeDocument(document);
  if (issues.length > 0) return { policy: undefined, issues };
  const reader = new ElementReader();
  const policy = readDocument(reader, value, options?.name);
  if (policy === undefined || reader.issues.length > 0)
    return { policy: undefined, issues: reader.issues };
  return { policy, issues: [] };
}

function readDocument(
  reader: ElementReader,
  value: unknown,
  name: string | undefined,
): Policy | undefined {
  const fields = reader.fields(value, [], "A policy document");
  if (fields === undefined) return undefined;
  reader.strangers(fields, KNOWN, []);
  const version = readVersion(reader, fields);
  const statements = readStatements(reader, fields["Statement"]);
  return version === undefined ? undefined : { name, version, statements };
}

function readVersion(reader: ElementReader, fields: Fields): Policy["version"] | undefined {
  const { Version: version = "2008-10-17", Id: id } = fields;
  if (id !== undefined && typeof id !== "string")
    reader.fault("invalid_type", ["Id"], `Id must be a text, not ${nameOf(id)}.`);
  if (version === "2012-10-17" || version === "2008-10-17") return version;
  reader.fault(
    "invalid_value",
    ["Version"],
    'Version is "2012-10-17" (or the older "2008-10-17").',
  );
  return undefined;
}

function readStatements(reader: ElementReader, value: unknown): Statement[] {
  if (value === undefined) {
    reader.fault("missing_element", [], "A policy needs a Statement: one, or a list of them.");
    return [];
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_STATEMENTS) {
    reader.fault("too_large", ["Statement"], `A policy of ${list.length} statements is not read.`);
    return [];
  }
  return list.flatMap((item, index) => {
    const path = Array.isArray(value) ? ["Statement", index] : ["Statement"];
    return readStatement(reader, item, path) ?? [];
  });
}
