import { ApiError, invalidRequest } from "./api-error.ts";

/** The members of a request, or of a structure in it. */
export type Input = Readonly<Record<string, unknown>>;

/** Read the body of a request. */
export function readBody(body: Uint8Array): Input {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new ApiError("SerializationException", "");
  }
  if (Array.isArray(value))
    throw new ApiError("SerializationException", "Start of list found where not expected");
  if (typeof value !== "object" || value === null) throw new ApiError("SerializationException", "");
  return value as Input;
}

export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw unconvertible(value, "a String");
  return value;
}

export function requiredString(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value === undefined)
    throw invalidRequest(
      `1 validation error detected: Value null at '${lowerCamel(name)}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw unconvertible(value, "an Integer");
  return Math.trunc(value);
}

export function optionalBoolean(input: Input, name: string): boolean | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw unconvertible(value, "a Boolean");
  return value;
}

export function optionalStructure(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value))
    throw new ApiError("SerializationException", "Start of list found where not expected");
  if (typeof value !== "object") throw new ApiError("SerializationException", "Expected null");
  return value as Input;
}

export function optionalStrings(input: Input, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new ApiError("SerializationException", "Expected list or null");
  return value
    .filter((item) => item !== null)
    .map((item: unknown) => {
      if (typeof item !== "string") throw unconvertible(item, "a String");
      return item;
    });
}

/** Refuse a member that Athena has and the embedded cloud doesn't, rather than ignore it. */
export function checkMembers(
  input: Input | undefined,
  where: string,
  names: readonly string[],
): void {
  const found = names.find((name) => input?.[name] !== undefined && input[name] !== null);
  if (found !== undefined)
    throw invalidRequest(
      `The embedded Athena does not support ${where}${found} (see docs/local-athena.md)`,
    );
}

function unconvertible(value: unknown, target: string): ApiError {
  if (Array.isArray(value))
    return new ApiError("SerializationException", "Start of list found where not expected");
  if (typeof value === "object")
    return new ApiError(
      "SerializationException",
      "Start of structure or map found where not expected.",
    );
  const name =
    typeof value === "string"
      ? "STRING_VALUE"
      : typeof value === "number"
        ? "NUMBER_VALUE"
        : value === true
          ? "TRUE_VALUE"
          : "FALSE_VALUE";
  return new ApiError("SerializationException", `${name} can not be converted to ${target}`);
}

function lowerCamel(name: string): string {
  return (name[0] ?? "").toLowerCase() + name.slice(1);
}

/** The checks on `NextToken` and `MaxResults` that come before any other. */
export function checkPaging(
  input: Input,
  maximum: number,
): { maxResults: number | undefined; nextToken: string | undefined } {
  const maxResults = optionalInteger(input, "MaxResults");
  const nextToken = optionalString(input, "NextToken");
  const found: string[] = [];
  if (nextToken === "")
    found.push(
      "Value at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (maxResults !== undefined && maxResults < 1)
    found.push(
      "Value at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  if (maxResults !== undefined && maxResults > maximum)
    found.push(
      `Value at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to ${maximum}`,
    );
  if (found.length > 0)
    throw invalidRequest(
      `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`,
    );
  return { maxResults, nextToken };
}

/** One page of a list whose tokens are offsets. */
export function pageOf<T>(
  items: readonly T[],
  paging: { maxResults: number | undefined; nextToken: string | undefined },
  size: number,
): { items: T[]; next: { NextToken?: string } } {
  const from = paging.nextToken === undefined ? 0 : Number(paging.nextToken);
  if (!/^\d+$/.test(paging.nextToken ?? "0") || from > items.length)
    throw invalidRequest(`The nextPageToken is malformed: ${paging.nextToken}`);
  const to = from + (paging.maxResults ?? size);
  return { items: items.slice(from, to), next: to < items.length ? { NextToken: String(to) } : {} };
}
