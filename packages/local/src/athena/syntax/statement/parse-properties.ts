import type { Cursor, Expression } from "@cloudapi/athena/internal/analysis";
import {
  expectSymbol,
  identifier,
  list,
  notSupported,
  parenthesized,
} from "@cloudapi/athena/internal/analysis";

/** What WITH says of a table or of files: a text, a number, a truth value, or texts in an ARRAY. */
export type PropertyValue = string | number | boolean | readonly string[];

/** Properties by their names in lower case. */
export type Properties = ReadonlyMap<string, PropertyValue>;

/** `(name = value, ...)`, as Trino's statements have it; of a name that is there twice the last counts. */
export function parseProperties(cursor: Cursor): Properties {
  const pairs = parenthesized(cursor, (inner) =>
    list(inner, (each): [string, PropertyValue] => {
      const { name } = identifier(each);
      expectSymbol(each, "=");
      return [name.toLowerCase(), constantOf(each.grammar.expression(each), name)];
    }),
  );
  return new Map(pairs);
}

function constantOf(node: Expression, name: string): PropertyValue {
  switch (node.kind) {
    case "string":
    case "boolean":
      return node.value;
    case "number":
      return Number(node.text);
    case "array":
      return node.values.map((each) => {
        if (each.kind === "string") return each.value;
        throw notSupported(`anything but texts in the array of the property ${name}`, each.at);
      });
    default:
      throw notSupported(`a property that is no constant (${name})`, node.at);
  }
}
