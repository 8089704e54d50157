import type { IcebergField, IcebergStruct } from "../metadata/iceberg-schema.ts";
import { columnOfPath } from "../schema/fields-by-id.ts";
import { parsePrimitive } from "../values/primitive-type.ts";
import { formatTransform, kindsTaken, parseTransform, type Transform } from "./transform.ts";

/** A term with its column found. */
export interface ResolvedTerm {
  readonly field: IcebergField;
  readonly transform: Transform;
}

/**
 * The column and the transform of a term.
 *
 * @param caller who is to be named in messages, such as `createTable: partition`
 * @throws {TypeError} for a column that is not there, or that the transform does not take
 */
export function resolveTerm(
  caller: string,
  schema: IcebergStruct,
  term: {
    readonly column: string;
    readonly transform?: string | undefined;
    readonly n?: number | undefined;
  },
): ResolvedTerm {
  const transform = transformOf(caller, term);
  const field = columnOfPath(caller, schema, term.column);
  const type = typeof field.type === "string" ? parsePrimitive(field.type) : undefined;
  if (type === undefined)
    throw new TypeError(
      `${caller}: ${term.column} is ${typeof field.type === "string" ? field.type : `a ${field.type.type}`}, which nothing is made of; name a column of a simple type.`,
    );
  const kinds = kindsTaken(transform);
  if (kinds !== undefined && !kinds.includes(type.kind))
    throw new TypeError(
      `${caller}: ${formatTransform(transform)} does not take ${term.column}, which is ${type.kind}; it takes ${kinds.join(", ")}.`,
    );
  return { field, transform };
}

function transformOf(
  caller: string,
  { column, transform = "identity", n }: Parameters<typeof resolveTerm>[2],
): Transform {
  const takesNumber = transform === "bucket" || transform === "truncate";
  if (takesNumber && !(Number.isSafeInteger(n) && (n as number) > 0))
    throw new TypeError(
      `${caller}: ${transform} of ${column} needs n, a whole number above 0, not ${String(n)}.`,
    );
  if (!takesNumber && n !== undefined)
    throw new TypeError(`${caller}: ${transform} of ${column} takes no n; leave it out.`);
  const parsed = parseTransform(takesNumber ? `${transform}[${n}]` : transform);
  if (parsed !== undefined) return parsed;
  throw new TypeError(
    `${caller}: there is no transform ${JSON.stringify(transform)}; there are identity, year, month, day, hour, bucket, truncate and void.`,
  );
}
