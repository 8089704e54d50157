import * as z from "zod";
import { KINDS, SLOW_KINDS, type ValueKind } from "./flat-values.ts";
import type { RandomChoice } from "./random-choice.ts";

const NAMES = ["a", "ab", "b", "1", "0", "key", "value", "then", "A_b", "_a"] as const;
/** Some are not those of an object of JavaScript, or come first in it, and two are the same. */
const KEYS =
  'a ab b key 1 0 01 4294967295 __a __proto__ é \\u0061 \\" \\ud83d\\ude00 \\ud800 x/y'.split(" ");
const SPACES = ["", "", " ", "\t", " \r "] as const;
const UNKNOWN = ['"x":1', '"x":{"a":[1,2]}', '"__proto__":{}', '"":null'] as const;
const OTHERS = ["1", '"a"', "[]", "{}", "[{}]", "null", "true", '{"a":', "[1,", "nul"] as const;
const DEPTH = 3;

/** A kind of values that has others inside, up to a depth. */
export function nestedKind(random: RandomChoice, depth = DEPTH): ValueKind {
  const make = random.of([structKind, structKind, listKind, mapKind]);
  const kind = make(random, depth);
  return { ...kind, token: (each, odd) => withFault(each, odd, kind.token(each, odd)) };
}

function anyKind(random: RandomChoice, depth: number): ValueKind {
  if (depth > 1 && random.chance(0.4)) return nestedKind(random, depth - 1);
  return random.of(random.chance(0.98) ? KINDS : SLOW_KINDS);
}

/** A schema that may take nothing, and how often there is nothing. */
function place(random: RandomChoice, schema: z.ZodType) {
  const wrapped = [schema, schema.optional(), schema.nullable(), schema.nullish()];
  const which = random.below(wrapped.length);
  return {
    schema: wrapped[which] as z.ZodType,
    nulls: which === 0 ? 0 : random.of([0.05, 0.5]),
    hasNull: which !== 1,
    hasNone: which === 1 || which === 3,
  };
}

function structKind(random: RandomChoice, depth: number): ValueKind {
  const names = new Set(Array.from({ length: 1 + random.below(4) }, () => random.of(NAMES)));
  const fields = [...names].map((name) => {
    const kind = anyKind(random, depth);
    return { name, token: kind.token, ...place(random, kind.schema(random)) };
  });
  const shape = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const schema = random.chance(0.2) ? z.strictObject(shape) : z.object(shape);
  return {
    schema: () => schema,
    token(each, odd) {
      const pairs = fields.flatMap(({ name, token, nulls, hasNull, hasNone }) => {
        if (!each.chance(nulls)) return [`"${name}":${token(each, odd)}`];
        return hasNone && (!hasNull || each.chance(0.5)) ? [] : [`"${name}":null`];
      });
      return `{${faulty(each, odd, pairs).join(",")}}`;
    },
  };
}

/** An object's fields in another order, with one that is not known, one twice, one of which the key is escaped, or one less. */
function faulty(random: RandomChoice, odd: number, pairs: readonly string[]): readonly string[] {
  if (!random.chance(odd)) return random.chance(0.05) ? [...pairs].reverse() : pairs;
  switch (random.below(5)) {
    case 0:
      return pairs.toSpliced(random.below(pairs.length + 1), 0, random.of(UNKNOWN));
    case 1:
      return pairs.length === 0 ? pairs : [...pairs, random.of(pairs)];
    case 2:
      return pairs.map((pair) => pair.replace("a", "\\u0061"));
    case 3:
      return pairs.slice(1);
    default:
      return pairs.map((pair) => `${random.of(SPACES)}${pair.replace(":", " : ")}`);
  }
}

function listKind(random: RandomChoice, depth: number): ValueKind {
  const { schema, token } = anyKind(random, depth);
  const element = random.chance(0.3) ? schema(random).nullable() : schema(random);
  const list = z.array(element);
  const bounded = random.chance(0.3) ? list.min(1).max(3) : list;
  return {
    schema: () => bounded,
    token(each, odd) {
      const hasNulls = element.type === "nullable";
      const length = each.chance(0.1) ? each.below(4) : 1 + each.below(3);
      const elements = Array.from({ length }, () =>
        hasNulls && each.chance(0.2) ? "null" : token(each, odd),
      );
      return `[${elements.join(each.chance(0.05) ? " , " : ",")}]`;
    },
  };
}

function mapKind(random: RandomChoice, depth: number): ValueKind {
  const { schema, token } = anyKind(random, depth);
  const key = random.of([z.string(), z.string(), z.string().max(3), z.string().regex(/^[a-z]*$/)]);
  const value = random.chance(0.3) ? schema(random).nullable() : schema(random);
  const map = random.chance(0.8) ? z.record(key, value) : z.map(key, value);
  return {
    schema: () => map,
    token(each, odd) {
      const keys = Array.from({ length: each.below(4) }, () =>
        each.chance(0.8) ? each.of(["a", "b", "ab", "abc"]) : each.of(KEYS),
      );
      const all = each.chance(0.9) ? [...new Set(keys)] : keys;
      return `{${all.map((name) => `"${name}":${token(each, odd)}`).join(",")}}`;
    },
  };
}

/** The value, or seldom another one, or all but its end. */
function withFault(random: RandomChoice, odd: number, token: string): string {
  if (!random.chance(odd / 4)) return token;
  return random.chance(0.7) ? random.of(OTHERS) : token.slice(0, random.below(token.length));
}
