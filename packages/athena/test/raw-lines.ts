import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";

/** A contract with every type and every check that the transform in SQL takes. */
export const everything = defineDataset({
  name: "everything",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    utc: z.iso.datetime().optional(),
    date: z.iso.date().nullable(),
    code: z
      .string()
      .min(2)
      .max(5)
      .regex(/^[a-z]\w*$/)
      .optional(),
    path: z.string().startsWith("/").endsWith("}").includes("é").optional(),
    word: z
      .string()
      .regex(/^(?!no)[^\s,]+(?:-\d{2,})?$/u)
      .optional(),
    plain: z.string().default("none"),
    exact: z.string().length(3).optional(),
    kind: z.enum(["a", "B b", "é"]).optional(),
    ip: z.ipv4().optional(),
    uuid: z.uuid().optional(),
    email: z.email().optional(),
    small: z.int32().min(-5).lt(100).optional(),
    safe: z.int().positive().optional(),
    unsigned: z.uint32().default(7),
    long: z.int64().min(-10n).optional(),
    ratio: z.number().gt(0).max(1e300).optional(),
    real: z.float32().optional(),
    flag: z.boolean().optional(),
    price: decimal(7, 2).optional(),
    big: decimal(38, 38).optional(),
  }),
  eventTime: "at",
  partition: {
    granularity: "day",
    layout: "hive",
    range: { from: "2025-01-01", to: "2025-01-09" },
  },
});

/** A strict contract without an event time. */
export const strict = defineDataset({
  name: "strict",
  schema: z.strictObject({ a: z.int(), bC: z.string().optional() }),
});

const NUMBERS = [
  ..."0 -0 1 5 7.0 70e-1 0.7e1 1.5 -5 -6 99 99.9999999999999999999 100 2147483647 2147483648 -2147483649 4294967296".split(
    " ",
  ),
  ..."9007199254740991 9007199254740992 9007199254740993 -9007199254740993 9223372036854775807 9223372036854775808".split(
    " ",
  ),
  ..."-9223372036854775809 1e18 1e19 1e40 1e41 -1e50 1e400 -1e400 1e-400 1E+2 12345.67 12345.670 12345.678 123456.7".split(
    " ",
  ),
  ..."0.1 0.30000000000000004 3.4028234663852886e38 3.5e38 1e300 1.1e300 0.00000000000000000000000000000000000001".split(
    " ",
  ),
  ..."0.000000000000000000000000000000000000001 1e99999999999999999999 0e99999999999999999999 -0.0".split(
    " ",
  ),
];
const TEXTS = [
  ..."ab abc abcde abcdef a Ab a-b noway yes yes-12 yes-1 /é} /é /x} é 😀😀😀 😀 aé B\\u0020b \\u00e9 \\ud83d\\ude00".split(
    " ",
  ),
  ...'\\ud800 x\\ude00x \\ud83dx \\\\ud800 \\n ab\\n \\u0000 \\" \\/ abc\\u0000 none 5 007 007.50 0x1 1e2 1.5 -0 12.30'.split(
    " ",
  ),
  ..."9223372036854775807 9223372036854775808 -9223372036854775809 1e41 1.2.3.4 256.1.1.1 1.2.3.4\\n a@b.co a..b@c.de .a@b.co".split(
    " ",
  ),
  ..."123e4567-e89b-12d3-a456-426614174000 123e4567-e89b-92d3-a456-42661417400 2025-01-05 2025-02-30 0000-01-01 9999-12-31".split(
    " ",
  ),
  ...":: ::1 1::8 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1:2:3:4:5:6:7 1::2::3 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8::".split(
    " ",
  ),
  ..."::ffff:1.2.3.4 1:2:3:4:5:6:1.2.3.4 1:2:3:4:5::1.2.3.4 1:2:3:4:5:6:7:1.2.3.4 ::1.2.3.04 ::1.2.3 12345:: ::g fe80::1%eth0 1:2:3:4:5:6::1.2.3.4".split(
    " ",
  ),
  "",
  " ",
  "yes no",
  "a\u2028b",
  "x".repeat(20),
  "😀".repeat(9),
  "٣٣٣",
  "B b",
  "x".repeat(10_001),
];
const TIMES = [
  ..."2025-01-05T10:30:45Z 2025-01-05t10:30:45z 2025-01-05T10:30:45.1239+01:00 2025-01-05T23:59:60Z 2025-01-05T22:59:60.5-01:00".split(
    " ",
  ),
  ..."2025-01-05T10:30:60Z 2025-01-05T24:00:00Z 2025-01-05T10:60:00Z 2025-01-05T10:30:45+24:00 2025-01-05T10:30Z 2025-01-05T10:30:45".split(
    " ",
  ),
  ..."2025-02-29T10:30:45Z 2024-02-29T10:30:45Z 2024-12-31T23:59:59.999Z 2025-01-01T00:00:00+00:01 2025-01-09T23:59:59.999999Z".split(
    " ",
  ),
  ..."2025-01-10T00:00:00Z 0001-01-01T00:00:00Z 0001-01-01T00:00:00+00:01 9999-12-31T23:59:59-00:01 0000-01-01T00:00:00Z 1900-02-29T00:00:00Z".split(
    " ",
  ),
  ..."2025-01-05T10:30:45.Z 2025-01-05T10:30:45.1Z 2025-01-05T10:30:45.12-00:00 2025-13-05T10:30:45Z 1582-10-10T00:00:00Z 2025-01-05T10:30:45Z\\n".split(
    " ",
  ),
];

const raw = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS).map((text) => `"${text}"`) },
  { weight: 1, arbitrary: fc.constantFrom(...TIMES).map((text) => `"${text}"`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "null",
      "true",
      "false",
      "{}",
      "[]",
      '{"a":[{"a":"]}"}],"a":1}',
      '[1,[2,"}"]]',
    ),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
);
const time = fc.constantFrom(...TIMES).map((text) => `"${text}"`);
const blank = fc.constantFrom("", "", "", " ", "\t", "  ");

/** Values that fit, so that rows with one thing wrong, and with nothing, are among those that are made. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  at: ['"2025-01-05T10:30:45.1239+01:00"', '"2025-01-01T00:00:00Z"'],
  utc: ['"2025-01-05T10:30:45Z"', "null"],
  date: ['"2025-01-05"', "null"],
  code: ['"ab"', '"a_1"'],
  path: ['"/é}"'],
  word: ['"yes-12"', '"x😀"'],
  plain: ['"\\ud83d\\ude00 \\n"', "null"],
  exact: ['"abc"', '"😀😀😀"'],
  kind: ['"B\\u0020b"', '"\\u00e9"'],
  ip: ['"1.2.3.4"'],
  uuid: ['"123e4567-e89b-12d3-a456-426614174000"'],
  email: ['"a@b.co"'],
  small: ["-5", "70e-1", "99"],
  safe: ["9007199254740991", "1"],
  unsigned: ["4294967295", "null"],
  long: ["9223372036854775807", '"12"', "1e18"],
  ratio: ["0.1", "1e300", "1e-7"],
  real: ["0.1", "-0"],
  flag: ["true", "false"],
  price: ["12345.67", '"007.50"', "1e2"],
  big: ['"0.00000000000000000000000000000000000001"', "0"],
  a: ["1"],
  timestamp: ['"2025-01-05T10:30:45Z"'],
  endpoint: ['"/a"'],
  status_code: ["200", "2e2"],
  method: ['"GET"'],
  ip_address: ['"1.2.3.4"', '"::1"', '"1:2:3:4:5:6:7::"'],
  bC: ['"x"'],
};

function member(name: string): fc.Arbitrary<string> {
  const fitting = FITTING[name] ?? ["null"];
  const any = /^(?:at|utc|timestamp)$/.test(name) ? fc.oneof(time, raw) : raw;
  const value = fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...fitting) },
    { weight: 1, arbitrary: any },
  );
  const key = fc.oneof(
    { weight: 30, arbitrary: fc.constant(JSON.stringify(name)) },
    {
      weight: 1,
      arbitrary: fc.constant(
        `"\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}"`,
      ),
    },
  );
  return fc
    .tuple(key, blank, blank, value, blank)
    .map(([k, before, after, v, end]) => `${k}${before}:${after}${v}${end}`);
}

/** Lines of JSON for columns: most are right but for one value or none, and some are damaged. */
export function rawLines(names: readonly string[]): fc.Arbitrary<string> {
  const others = fc.tuple(fc.constantFrom('"other"', '"x"', '"__proto__"', '"\\ud800"', '""'), raw);
  const record = fc
    .tuple(
      fc.shuffledSubarray(names.slice(1) as string[], { minLength: 0 }),
      fc.option(fc.constantFrom(...names), { freq: 12 }),
      fc.option(others, { freq: 4 }),
    )
    .chain(([some, again, other]) =>
      fc
        .tuple(...[names[0] as string, ...some, ...(again === null ? [] : [again])].map(member))
        .map((members) => [...members, ...(other === null ? [] : [other.join(":")])].join(",")),
    )
    .map((members) => `{${members}}`);
  const damaged = fc
    .tuple(
      record,
      fc.nat(400),
      fc.constantFrom(
        "",
        "{",
        '"',
        ",",
        "@",
        "\u0000",
        "\u0001",
        "\\",
        "é",
        "]",
        "}",
        ":",
        " 1",
        "\u00a0",
      ),
    )
    .map(
      ([text, at, put]) =>
        `${text.slice(0, at % text.length)}${put}${text.slice((at % text.length) + (put === "" ? 1 : 0))}`,
    );
  return fc.oneof(
    { weight: 8, arbitrary: record },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: fc.oneof(fc.json(), fc.constantFrom(...ODD_LINES)) },
  );
}

/** Lines that are no records, or hardly. */
export const ODD_LINES = [
  "",
  "  \t",
  "null",
  "[]",
  "[1,{}]",
  "5",
  '"text"',
  "@",
  "[@]",
  "{@}",
  '{"a":@}',
  "\\N",
  "{}",
  "{} {}",
  "{}{}",
  '{"a":1}\u0001',
  '{"a":1}\u0001x',
  '{"a":1}\u0001\\N',
  "\\N\u0001",
  '{"a":1}\u0001\u0001 1',
  '{"a":"\u0001"}',
  '{"a":"\t"}',
  '{"a":01}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":+1}',
  '{"a":NaN}',
  '{"a":1,}',
  "{'a':1}",
  '{"a":"\\x"}',
  '{"a":"\\u12g4"}',
  '\uFEFF{"a":1}',
  `${"[".repeat(256)}${"]".repeat(256)}`,
  `${"[".repeat(257)}${"]".repeat(257)}`,
  `{"a":${"[".repeat(300)}${"]".repeat(300)}}`,
  `${"[".repeat(300)}`,
  `{"a":"${"[".repeat(300)}"}`,
  `{"x":[${"[1],".repeat(400)}1],"a":1}`,
];
