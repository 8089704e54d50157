import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parse,
  type ScalarTag,
  visit,
} from "yaml";

/** What CloudFormation has a short form of, as in `!Ref Name`. */
const SHORT = { Ref: "!Ref", "Fn::Sub": "!Sub", "Fn::GetAtt": "!GetAtt" } as const;

/** A template as YAML, with references in their short form, as people write them. */
export function writeYaml(template: unknown): string {
  const document = new Document(template, {
    aliasDuplicateObjects: false,
    // CloudFormation reads YAML 1.1, where a plain OFF is false.
    version: "1.1",
  });
  visit(document, {
    Map(_, map) {
      const [pair, ...others] = map.items;
      if (pair === undefined || others.length > 0) return undefined;
      const text = referredTo(pair);
      const tag = SHORT[String(isScalar(pair.key) && pair.key.value) as keyof typeof SHORT];
      if (text === undefined || tag === undefined) return undefined;
      const node = document.createNode(text);
      node.tag = tag;
      return node;
    },
  });
  return document.toString({ singleQuote: true, lineWidth: 120, indentSeq: false });
}

/** The template that a text holds, its references in their long form. */
export function readYaml(text: string): unknown {
  const tag = (name: keyof typeof SHORT, value: (text: string) => unknown): ScalarTag => ({
    tag: SHORT[name],
    resolve: (given) => ({ [name]: value(given) }),
  });
  const customTags = [
    tag("Ref", (name) => name),
    tag("Fn::Sub", (given) => given),
    tag("Fn::GetAtt", (given) => /^([^.]+)\.(.+)$/.exec(given)?.slice(1)),
  ];
  return parse(text, { customTags });
}

function referredTo({ value }: Pair): string | undefined {
  if (!isNode(value)) return undefined;
  if (isScalar(value) && typeof value.value === "string") return value.value;
  if (!isSeq(value) || isMap(value)) return undefined;
  const parts: unknown[] = value.toJSON() as unknown[];
  return parts.every((part) => typeof part === "string") ? parts.join(".") : undefined;
}
