import { RedshiftError } from "../errors/redshift-error.ts";
import { textLiteral } from "../sql/text-literal.ts";
import type { QueryInput } from "../warehouse/warehouse.ts";

/** What is passed over: texts, names, comments and casts; and the parameters that are looked for. */
const TOKEN =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|::|:([A-Za-z_]\w*)/g;

/**
 * A query with its parameters in place, as texts: a cursor takes none.
 *
 * @throws {RedshiftError} `WRONG_PARAMETERS` where names and values don't fit
 */
export function inlineParameters({ sql, parameters = {} }: QueryInput): string {
  const used = new Set<string>();
  const text = sql.replaceAll(TOKEN, (token, name: string | undefined) => {
    if (name === undefined) return token;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined)
      throw new RedshiftError(
        "WRONG_PARAMETERS",
        `The query has the parameter :${name}, and there is no value for it.`,
      );
    used.add(name);
    return textLiteral(String(value));
  });
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  if (unused.length === 0) return text;
  throw new RedshiftError(
    "WRONG_PARAMETERS",
    `There is a value for ${unused.join(", ")}, and the query has no such parameter.`,
  );
}
