import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApiDocument } from "../../src/index.ts";

/** An example of a document that isn't as the schema beside it says: where, and why. */
export interface ExampleFault {
  readonly at: string;
  readonly why: string;
}

/** The examples of a document, and those of them that its schemas refuse, by Ajv under JSON Schema 2020-12. */
export function exampleFaults(document: OpenApiDocument): {
  readonly examples: readonly string[];
  readonly faults: readonly ExampleFault[];
} {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "https://example.com/openapi", ...document } as never);
  const found = [...placesOf(document, "")];
  const faults = found.flatMap(({ at, example }) => {
    const check = ajv.compile({ $ref: `https://example.com/openapi#${at}/schema` });
    return check(example) ? [] : [{ at, why: ajv.errorsText(check.errors) }];
  });
  return { examples: found.map(({ at }) => at), faults };
}

/** Wherever an example stands beside a schema. */
function* placesOf(value: unknown, at: string): Generator<{ at: string; example: unknown }> {
  if (typeof value !== "object" || value === null) return;
  if ("schema" in value && "example" in value) yield { at, example: value.example };
  for (const [name, inner] of Object.entries(value)) {
    const part = name.replaceAll("~", "~0").replaceAll("/", "~1");
    if (name !== "schema" && name !== "example")
      yield* placesOf(inner, `${at}/${encodeURIComponent(part)}`);
  }
}
