/** A generator of numbers below 1 that gives the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** A kind of column: its type, its values as literals, and what its table may be partitioned by. */
interface Kind {
  readonly type: string;
  readonly value: (random: Random) => string;
  /** With the name in the place of `?`. */
  readonly transforms: readonly string[];
  readonly comparable: boolean;
}

const TEXTS = [
  "",
  "a",
  "b",
  "Zoë",
  "ünï",
  "日本語",
  "a longer text, beyond sixteen",
  "x'y",
  "👍🏽 ok",
  "Z",
];
const times = (random: Random) =>
  `${2019 + whole(random, 4)}-0${1 + whole(random, 3)}-1${whole(random, 3)} 0${whole(random, 3)}:30:00.${oneOf(random, ["000000", "123456", "999999", "500000"])}`;

const KINDS: readonly Kind[] = [
  {
    type: "integer",
    value: (random) => String(whole(random, 40) - 20),
    transforms: ["?", "bucket(?, 3)", "truncate(?, 10)"],
    comparable: true,
  },
  {
    type: "bigint",
    value: (random) =>
      oneOf(random, ["9223372036854775807", "-9223372036854775808", "0", "42", "9007199254740993"]),
    transforms: ["?", "bucket(?, 3)", "truncate(?, 1000)"],
    comparable: true,
  },
  {
    type: "real",
    value: (random) =>
      `CAST('${oneOf(random, ["1.5", "-0.25", "NaN", "Infinity", "3.4028235E38", "0.1"])}' AS real)`,
    transforms: [],
    comparable: true,
  },
  {
    type: "double",
    value: (random) => oneOf(random, ["1.5E0", "-2.5E-3", "nan()", "infinity()", "1E300", "0.1E0"]),
    transforms: [],
    comparable: true,
  },
  {
    type: "decimal(9,2)",
    value: (random) => `DECIMAL '${whole(random, 2000) - 1000}.${10 + whole(random, 90)}'`,
    transforms: ["?", "bucket(?, 2)", "truncate(?, 1000)"],
    comparable: true,
  },
  {
    type: "decimal(38,10)",
    value: (random) => `DECIMAL '${whole(random, 10)}234567890123456789012345678.0123456789'`,
    transforms: ["bucket(?, 2)"],
    comparable: true,
  },
  {
    type: "varchar",
    value: (random) => `'${oneOf(random, TEXTS).replaceAll("'", "''")}'`,
    transforms: ["?", "bucket(?, 3)", "truncate(?, 2)"],
    comparable: true,
  },
  {
    type: "boolean",
    value: (random) => oneOf(random, ["true", "false"]),
    transforms: ["?"],
    comparable: true,
  },
  {
    type: "date",
    value: (random) =>
      `DATE '${oneOf(random, ["1969-12-31", "2020-02-29", "2021-07-04", "1582-10-10"])}'`,
    transforms: ["?", "year(?)", "month(?)", "day(?)", "bucket(?, 2)"],
    comparable: true,
  },
  {
    type: "timestamp(6)",
    value: (random) =>
      `TIMESTAMP '${oneOf(random, [times(random), "1969-12-31 23:59:59.999999"])}'`,
    transforms: ["year(?)", "month(?)", "day(?)", "hour(?)", "bucket(?, 2)", "?"],
    comparable: true,
  },
  {
    type: "timestamp(6) with time zone",
    value: (random) => `TIMESTAMP '${times(random)} ${oneOf(random, ["UTC", "+05:30"])}'`,
    transforms: ["year(?)", "month(?)", "day(?)", "hour(?)"],
    comparable: true,
  },
  {
    type: "varbinary",
    value: (random) => `X'${oneOf(random, ["", "00FF", "616263", "FFFFFFFF"])}'`,
    transforms: ["bucket(?, 2)"],
    comparable: false,
  },
  {
    type: "array(integer)",
    value: (random) => oneOf(random, ["ARRAY[]", "ARRAY[1, NULL, 3]", "ARRAY[7]"]),
    transforms: [],
    comparable: false,
  },
  {
    type: "map(varchar, bigint)",
    value: (random) => oneOf(random, ["MAP()", "MAP(ARRAY['a', 'b'], ARRAY[1, NULL])"]),
    transforms: [],
    comparable: false,
  },
  {
    type: "row(a integer, b row(c varchar, d array(row(e date))))",
    value: (random) =>
      oneOf(random, [
        `ROW(${whole(random, 9)}, ROW('x', ARRAY[ROW(DATE '2020-01-01'), NULL]))`,
        "ROW(NULL, NULL)",
        "ROW(1, ROW(NULL, NULL))",
      ]),
    transforms: [],
    comparable: false,
  },
];

interface Column extends Kind {
  readonly name: string;
}

/** What a random table is: the statements that make it what it is, and what may be asked of its columns. */
export class RandomTable {
  readonly #random: Random;
  readonly #name: string;
  #columns: Column[] = [];
  #made = 0;

  constructor(name: string, seed: number) {
    this.#name = name;
    this.#random = randomOf(seed);
  }

  /** The statement that makes the table at a place. */
  create(location: string): string {
    const count = 3 + whole(this.#random, 6);
    this.#columns = [
      this.#column(KINDS[0] as Kind),
      ...Array.from({ length: count }, () => this.#column()),
    ];
    const columns = this.#columns.map(({ name, type }) => `${name} ${type}`).join(", ");
    return `CREATE TABLE ${this.#name} (${columns}) WITH (location = '${location}', partitioning = ${this.#partitioning()})`;
  }

  /** A statement that changes its rows or what it is. */
  change(): string {
    const random = this.#random;
    const [first] = this.#columns as [Column];
    const table = this.#name;
    switch (whole(random, 9)) {
      case 0:
        return `DELETE FROM ${table} WHERE ${this.condition()}`;
      case 1: {
        const { name, value } = oneOf(random, this.#columns);
        return `UPDATE ${table} SET ${name} = ${value(random)} WHERE ${this.condition()}`;
      }
      case 2: {
        const added = this.#column();
        this.#columns.push(added);
        return `ALTER TABLE ${table} ADD COLUMN ${added.name} ${added.type}`;
      }
      case 3: {
        const renamed = oneOf(random, this.#columns);
        const name = `n${this.#made++}`;
        this.#columns = this.#columns.map((each) => (each === renamed ? { ...each, name } : each));
        return `ALTER TABLE ${table} RENAME COLUMN ${renamed.name} TO ${name}`;
      }
      case 4: {
        const widened = this.#columns.find(({ type }) => type === "integer" || type === "real");
        if (widened === undefined) return this.insert();
        const kind = KINDS.find(
          ({ type }) => type === (widened.type === "real" ? "double" : "bigint"),
        ) as Kind;
        this.#columns = this.#columns.map((each) =>
          each === widened ? { ...kind, name: widened.name } : each,
        );
        return `ALTER TABLE ${table} ALTER COLUMN ${widened.name} SET DATA TYPE ${kind.type}`;
      }
      case 5:
        return `ALTER TABLE ${table} SET PROPERTIES partitioning = ${this.#partitioning()}`;
      case 6:
        return `DELETE FROM ${table} WHERE ${first.name} IS NULL`;
      default:
        return this.insert();
    }
  }

  insert(): string {
    const random = this.#random;
    const rows = Array.from({ length: 1 + whole(random, 12) }, () => {
      const values = this.#columns.map(({ value }) => (random() < 0.2 ? "NULL" : value(random)));
      return `(${values.join(", ")})`;
    });
    return `INSERT INTO ${this.#name} VALUES ${rows.join(", ")}`;
  }

  /** A condition on its columns. */
  condition(): string {
    const random = this.#random;
    const comparable = this.#columns.filter((each) => each.comparable);
    const { name, value } = oneOf(random, comparable);
    const operator = oneOf(random, ["=", "<", "<=", ">", ">=", "<>"]);
    switch (whole(random, 7)) {
      case 0:
        return `${name} IS ${oneOf(random, ["", "NOT "])}NULL`;
      case 1:
        return `${name} IN (${value(random)}, ${value(random)})`;
      case 2:
        return `${name} BETWEEN ${value(random)} AND ${value(random)}`;
      case 3:
        return `(${name} = ${value(random)} OR ${name} = ${value(random)})`;
      case 4: {
        const other = oneOf(random, comparable);
        return `${name} ${operator} ${value(random)} AND ${other.name} IS NOT NULL`;
      }
      default:
        return random() < 0.5
          ? `${name} ${operator} ${value(random)}`
          : `${value(random)} ${operator} ${name}`;
    }
  }

  /** Queries of its rows. */
  queries(): string[] {
    const random = this.#random;
    const { name } = oneOf(
      random,
      this.#columns.filter((each) => each.comparable),
    );
    const table = this.#name;
    return [
      `SELECT *, "$partition" FROM ${table}`,
      ...Array.from({ length: 6 }, () => `SELECT * FROM ${table} WHERE ${this.condition()}`),
      `SELECT ${name}, count(*) FROM ${table} WHERE ${this.condition()} AND ${this.condition()} GROUP BY ${name}`,
      `SELECT count(*) FROM ${table}`,
      `SELECT a.${name}, count(*) FROM ${table} a JOIN ${table} b ON a.${name} = b.${name} GROUP BY a.${name}`,
    ];
  }

  #column(kind: Kind = oneOf(this.#random, KINDS)): Column {
    return { ...kind, name: `c${this.#made++}` };
  }

  #partitioning(): string {
    const columns = this.#columns.filter(({ transforms }) => transforms.length > 0);
    const terms = new Map<string, string>();
    for (let i = whole(this.#random, 3); i > 0; i--) {
      const { name, transforms } = oneOf(this.#random, columns);
      terms.set(name, oneOf(this.#random, transforms).replace("?", name));
    }
    const texts = [...terms.values()].map((term) => `'${term}'`);
    return texts.length === 0 ? "CAST(ARRAY[] AS array(varchar))" : `ARRAY[${texts.join(", ")}]`;
  }
}
