import type * as z from "zod";
import { characters } from "../report/characters.ts";
import { formatPath } from "../report/format-path.ts";
import { type Issue, previewValue } from "../report/issue.ts";

/** An issue of zod's as one of ours: the same code, a message that names the field and what was received. */
export function issueOfZod(issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const { code, expected } = codeAndExpected(issue);
  const received = isOfRecord(issue) ? undefined : receivedOf(issue.input);
  const detail =
    issue.message ||
    (expected === undefined ? "refused by a check of the contract" : `expected ${expected}`);
  return {
    code,
    path,
    message: sentence(path, detail, received),
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
  };
}

function receivedOf(input: unknown): string {
  return input === undefined ? "nothing" : previewValue(input);
}

/** What is wrong with a field, in the contract's own words if it has any for what zod found. */
export function inOwnWords(fault: Issue, found: readonly z.core.$ZodIssue[]): Issue {
  const own = found.find(
    (issue) =>
      issue.message !== "" &&
      (fault.path.length === 0 || fault.code === issue.code || !isOfRecord(issue)),
  );
  return own === undefined
    ? fault
    : { ...fault, message: sentence(fault.path, own.message, fault.received) };
}

/** Whether an issue is of a record as a whole, or of what holds others, whatever field it points to. */
function isOfRecord({ code, input, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 || (code === "custom" && typeof input === "object");
}

function sentence(path: Issue["path"], detail: string, received: string | undefined): string {
  const subject = path.length === 0 ? "record" : formatPath(path);
  const found = received === undefined ? "" : `, received ${received}`;
  return `${subject}: ${detail.replace(/\.$/, "")}${found}.`;
}

function codeAndExpected(issue: z.core.$ZodIssue): { code: string; expected: string | undefined } {
  switch (issue.code) {
    case "invalid_type":
      return { code: issue.code, expected: typeName(issue) };
    case "invalid_value":
      return { code: issue.code, expected: oneOf(issue.values) };
    case "too_small":
      return {
        code: issue.code,
        expected: bound(
          issue.origin,
          issue.exact ? "exactly" : issue.inclusive === false ? "more than" : "at least",
          issue.minimum,
        ),
      };
    case "too_big":
      return {
        code: issue.code,
        expected: bound(
          issue.origin,
          issue.exact ? "exactly" : issue.inclusive === false ? "less than" : "at most",
          issue.maximum,
        ),
      };
    case "not_multiple_of":
      return { code: issue.code, expected: `a multiple of ${issue.divisor}` };
    case "invalid_format":
      return { code: issue.code, expected: formatName(issue) };
    case "invalid_union":
      return unionCode(issue);
    default:
      return { code: issue.code, expected: undefined };
  }
}

function typeName(issue: z.core.$ZodIssueInvalidType): string {
  const { expected } = issue;
  const format = (issue as { format?: string }).format;
  if (expected === "int")
    return format === "safeint" ? "an integer" : `an integer (${format ?? "int"})`;
  return expected === "number" ? "a finite number" : `a ${expected}`;
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, 12).map(plainly);
  return `one of ${shown.join(", ")}${values.length > shown.length ? ", …" : ""}`;
}

/** A value as it is, unless it would be misread among others. */
function plainly(value: unknown): string {
  return typeof value === "string" && !/^[\w./-]+$/.test(value)
    ? JSON.stringify(value)
    : String(value);
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === "string") return `a text of ${relation} ${characters(limit)}`;
  if (origin === "array")
    return `a list of ${relation} ${limit} ${Number(limit) === 1 ? "element" : "elements"}`;
  return `${relation} ${limit}`;
}

function formatName(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const details = issue as unknown as {
    prefix?: string;
    suffix?: string;
    includes?: string;
    pattern?: string;
    inst?: { _zod: { def: DateTime } };
  };
  if (issue.format === "datetime" && details.inst !== undefined)
    return dateTimeName(details.inst._zod.def);
  if (issue.format === "starts_with")
    return `text that starts with ${JSON.stringify(details.prefix)}`;
  if (issue.format === "ends_with") return `text that ends with ${JSON.stringify(details.suffix)}`;
  if (issue.format === "includes") return `text that includes ${JSON.stringify(details.includes)}`;
  if (issue.format === "regex" || issue.format === "template_literal")
    return `text that matches ${details.pattern ?? "the pattern"}`;
  return FORMAT_NAMES[issue.format] ?? `text in the format ${issue.format}`;
}

interface DateTime {
  readonly offset?: boolean;
  readonly precision?: number | null;
}

/** Of an instant, only its spelling can be other than the contract wants. */
function dateTimeName({ offset, precision }: DateTime): string {
  const zone = offset === true ? "" : " in UTC, ending in Z";
  return `a date-time${zone}${precision == null ? "" : ` with ${precision} digits after the second`}`;
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  email: "an e-mail address",
  uuid: "a UUID",
  url: "a URL",
};

/** A union of formats of one type fails as that: the code its options agree on, their expectations joined. */
function unionCode(issue: z.core.$ZodIssueInvalidUnion): {
  code: string;
  expected: string | undefined;
} {
  const options = issue.errors
    .map((issues) => issues[0])
    .filter((each) => each !== undefined)
    .map(codeAndExpected);
  const codes = new Set(options.map(({ code }) => code));
  const [only] = codes;
  const expected = [...new Set(options.map((option) => option.expected))].join(" or ");
  return {
    code: codes.size === 1 && only !== undefined ? only : issue.code,
    expected: expected || undefined,
  };
}
