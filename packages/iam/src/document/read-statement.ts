import { type ElementReader, type Fields, nameOf, type Path } from "./element-reader.ts";
import type { Condition, Patterns, PrincipalElement, Statement } from "./policy.ts";

const KNOWN = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const PRINCIPALS = ["AWS", "Service", "Federated", "CanonicalUser"];

/** A statement; `undefined`, and issues, where it is none. */
export function readStatement(
  reader: ElementReader,
  value: unknown,
  path: Path,
): Statement | undefined {
  const before = reader.issues.length;
  const fields = reader.fields(value, path, "A statement");
  if (fields === undefined) return undefined;
  reader.strangers(fields, KNOWN, path);
  const statement = {
    sid: readSid(reader, fields, path),
    effect: readEffect(reader, fields, path),
    principal: readPrincipal(reader, fields, path),
    action: readPatterns(reader, fields, "Action", path),
    resource: readPatterns(reader, fields, "Resource", path),
    conditions: readConditions(reader, fields["Condition"], [...path, "Condition"]),
  };
  const { effect, action } = statement;
  if (action === undefined && !("Action" in fields) && !("NotAction" in fields))
    reader.fault("missing_element", path, "A statement needs Action or NotAction.");
  if (reader.issues.length > before || effect === undefined || action === undefined)
    return undefined;
  return { ...statement, effect, action };
}

function readSid(reader: ElementReader, fields: Fields, path: Path): string | undefined {
  const sid = fields["Sid"];
  if (sid === undefined || typeof sid === "string") return sid;
  reader.fault("invalid_type", [...path, "Sid"], `Sid must be a text, not ${nameOf(sid)}.`);
  return undefined;
}

function readEffect(
  reader: ElementReader,
  fields: Fields,
  path: Path,
): Statement["effect"] | undefined {
  const effect = fields["Effect"];
  if (effect === "Allow" || effect === "Deny") return effect;
  if (effect === undefined)
    reader.fault("missing_element", path, "A statement needs an Effect: Allow or Deny.");
  else
    reader.fault(
      "invalid_value",
      [...path, "Effect"],
      `Effect is "Allow" or "Deny", in these letters, not ${
        typeof effect === "string" ? JSON.stringify(effect.slice(0, 50)) : nameOf(effect)
      }.`,
    );
  return undefined;
}

function readPatterns(
  reader: ElementReader,
  fields: Fields,
  name: "Action" | "Resource",
  path: Path,
): Patterns | undefined {
  const found = reader.either(fields, name, path);
  if (found === undefined) return undefined;
  const at = [...path, found.not ? `Not${name}` : name];
  return { not: found.not, patterns: reader.texts(found.value, at) };
}

function readPrincipal(
  reader: ElementReader,
  fields: Fields,
  path: Path,
): PrincipalElement | undefined {
  const found = reader.either(fields, "Principal", path);
  if (found === undefined) return undefined;
  const nobody = { not: found.not, aws: [], service: [], federated: [], canonicalUser: [] };
  if (found.value === "*") return { ...nobody, aws: ["*"] };
  const at = [...path, found.not ? "NotPrincipal" : "Principal"];
  const kinds = reader.fields(found.value, at, 'A principal, unless it is "*",');
  if (kinds === undefined) return undefined;
  reader.strangers(kinds, PRINCIPALS, at);
  const texts = (kind: string) =>
    kinds[kind] === undefined ? [] : reader.texts(kinds[kind], [...at, kind]);
  return {
    not: found.not,
    aws: texts("AWS"),
    service: texts("Service"),
    federated: texts("Federated"),
    canonicalUser: texts("CanonicalUser"),
  };
}

function readConditions(reader: ElementReader, value: unknown, path: Path): Condition[] {
  if (value === undefined) return [];
  const operators = reader.fields(value, path, "Condition") ?? {};
  return Object.entries(operators).flatMap(([operator, keys]) => {
    const tests = reader.fields(keys, [...path, operator], "What an operator compares") ?? {};
    return Object.entries(tests).map(([key, values]) => ({
      operator,
      key,
      values: readValues(reader, values, [...path, operator, key]),
    }));
  });
}

/** Values may be written as numbers and truth values, too. */
function readValues(reader: ElementReader, value: unknown, path: Path): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((item) =>
    typeof item === "number" || typeof item === "boolean" ? String(item) : item,
  );
  return reader.texts(Array.isArray(value) ? texts : texts[0], path);
}
