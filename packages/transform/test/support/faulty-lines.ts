/** A value of each kind that a source may have, right or wrong, as it stands in JSON. */
const VALUES = [
  '""',
  '"a"',
  '"/"',
  '"/api/users"',
  '"GET"',
  '"get"',
  '"é"',
  '"\\u0000"',
  '"\\ud83d\\ude00"',
  '"\\ud800"',
  '"a\\udc00b"',
  '"😀"',
  `"${"x".repeat(9)}"`,
  `"${"y".repeat(12_000)}"`,
  "0",
  "-0",
  "1",
  "-1",
  "99",
  "100",
  "599",
  "600",
  "1.0",
  "1.5",
  "2e2",
  "1e400",
  "-1e400",
  "5e-324",
  "2147483647",
  "2147483648",
  "-2147483649",
  "9007199254740991",
  "9007199254740993",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "1e30",
  "1e41",
  "0.1",
  "0.10",
  "12.345",
  "1.00000000000000001",
  "3.4028234663852886e38",
  "3.5e38",
  "1e-50",
  '"1"',
  '"007"',
  '"1.50"',
  '"-0"',
  '"1e2"',
  '"9223372036854775808"',
  '"1e999999999999"',
  '"."',
  "true",
  "false",
  "null",
  "[]",
  "{}",
  "[1]",
  '["a","b","c"]',
  '{"a":1}',
  '{"length":5}',
  '"2025-01-15T10:30:45Z"',
  '"2025-01-15t10:30:45z"',
  '"2025-01-15T10:30:45.1239+01:00"',
  '"2025-02-30T00:00:00Z"',
  '"2016-12-31T23:59:60Z"',
  '"2025-01-15T23:59:60+00:00"',
  '"2025-01-15"',
  '"0001-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:59.999-00:01"',
  '"2025-01-15 10:30:45Z"',
  '"2025-01-15T10:30:45"',
  '"2025-01-15T24:00:00Z"',
  '"2101-01-01T00:00:00Z"',
  '"2025-02-28"',
  '"2025-02-29"',
  '"2024-02-29"',
  '"0000-01-01"',
  '"２０２５-01-15"',
  '"10.0.0.1"',
  '"256.1.1.1"',
  '"::1"',
  '"fe80::1%eth0"',
  '"::ffff:1.2.3.4"',
  '"1::2::3"',
  '"1.2.3.4, 5.6.7.8"',
  '"a b"',
  '"a=b"',
  '"a/b"',
  '"."',
  '" x"',
  '"__HIVE_DEFAULT_PARTITION__"',
  '"Ключ"',
  '"A-12"',
  '"a-12\\n"',
];

/** What may stand in the place of a whole line. */
const LINES = [
  "",
  " ",
  "\t\r",
  "null",
  "1",
  '"x"',
  "[]",
  "[1,2]",
  "{",
  '{"a',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  "tru",
  "nul",
  "-",
  "{}",
  "{'a':1}",
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":01}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":1.}',
  "{}{}",
  "{},",
  "\u001e{}",
  "\uFEFF{}",
  '{"a":"\t"}',
  '{"a":"\\x"}',
  '{"a":"\\u12"}',
  '{"a":1}x',
  '{"a":1 "b":2}',
  '{"a" 1}',
  "[".repeat(300),
  `{"a":${"[".repeat(256)}${"]".repeat(256)}}`,
  `{"a":${"[".repeat(255)}${"]".repeat(255)}}`,
  '{"a":"\u0000"}',
  "\u0000",
  '{"x":{"y":1,"y":2}}',
  "// note",
].map((line) => Buffer.from(line));

const BROKEN = [[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xc0, 0x80]];

/** Lines of records that are right, and of every kind of fault beside them; the same for the same seed. */
export function faultyLines(
  right: () => Record<string, unknown>,
  { lines, seed, at }: { lines: number; seed: number; at: readonly string[] },
): Buffer {
  const random = randomOf(seed);
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const parts: Buffer[] = [];
  for (let i = 0; i < lines; i++) {
    const text = faultyLine(right(), { random, pick, at });
    const kind = random(40);
    if (kind === 0) parts.push(pick(LINES));
    else if (kind === 1) parts.push(Buffer.from(text).subarray(0, random(text.length)));
    else if (kind === 2) {
      const place = random(text.length);
      parts.push(
        Buffer.concat([
          Buffer.from(text.slice(0, place)),
          Buffer.from(pick(BROKEN)),
          Buffer.from(text.slice(place)),
        ]),
      );
    } else parts.push(Buffer.from(text));
    parts.push(Buffer.from(random(10) === 0 ? "\r\n" : "\n"));
  }
  return Buffer.concat(parts);
}

interface Fault {
  readonly random: (below: number) => number;
  readonly pick: <T>(all: readonly T[]) => T;
  /** Paths of fields, such as `items.0.price`. */
  readonly at: readonly string[];
}

/** A record's line, in half of all with another value, a field missing, one too many, or one twice, at some place. */
function faultyLine(record: Record<string, unknown>, { random, pick, at }: Fault): string {
  const marks = new Map<string, string>();
  for (let faults = random(2) * (1 + random(3)); faults > 0; faults--) {
    const path = pick(at).split(".");
    const name = path.pop() as string;
    const holder = path.reduce<unknown>(
      (value, step) => (Object(value) as Record<string, unknown>)[step],
      record,
    );
    if (typeof holder !== "object" || holder === null) continue;
    const place = holder as Record<string, unknown>;
    const mark = `@${marks.size}@`;
    switch (random(6)) {
      case 0:
        delete place[name];
        break;
      case 1:
        place[`${name}_more`] = 1;
        break;
      case 2:
        marks.set(`"${mark}":0`, `"${name}":${pick(VALUES)}`);
        place[mark] = 0;
        break;
      default:
        marks.set(`"${mark}"`, pick(VALUES));
        place[name] = mark;
    }
  }
  let text = JSON.stringify(record);
  for (const [mark, value] of marks) text = text.replace(mark, () => value);
  return text;
}

/** Numbers below a bound, the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
