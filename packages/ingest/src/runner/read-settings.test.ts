import { expect, it } from "vitest";
import { readSettings } from "./read-settings.ts";

const PASSWORD = "s3cret-of-root";
const MONGO = { DB_TYPE: "mongo", MONGO_HOST: "db", MONGO_DATABASE: "shop", S3_BUCKET: "lake" };
const MYSQL = {
  DB_TYPE: "mysql",
  MYSQL_HOST: "db",
  MYSQL_USER: "root",
  MYSQL_PASSWORD: PASSWORD,
  MYSQL_DATABASE: "shop",
  S3_BUCKET: "lake",
};

it.each(["1", "3306", "59999", "60000", "64999", "65499", "65529", "65535"])(
  "takes the port %s",
  (port) => {
    expect(readSettings({ ...MYSQL, MYSQL_PORT: port }).server.port).toBe(Number(port));
  },
);

it.each(["0", "-1", "65536", "65540", "65600", "66000", "70000", "99999", "3306/tcp", "0x10"])(
  "refuses the port %s, which a driver would take",
  (port) => {
    expect(() => readSettings({ ...MYSQL, MYSQL_PORT: port })).toThrow(
      "MYSQL_PORT: expected a port, from 1 to 65535",
    );
  },
);

it.each([
  { host: "db.internal", as: "db.internal" },
  { host: "my_db", as: "my_db" },
  { host: "10.0.0.1", as: "10.0.0.1" },
  { host: "::1", as: "::1" },
  { host: "[2001:db8::1]", as: "2001:db8::1" },
  { host: "fe80::1%eth0", as: "fe80::1%eth0" },
  { host: "/var/run/postgresql", as: "/var/run/postgresql" },
])("takes the host $host", ({ host, as }) => {
  expect(readSettings({ ...MYSQL, MYSQL_HOST: host }).server.host).toBe(as);
  expect(readSettings({ ...MONGO, MONGO_HOST: host }).server.host).toBe(as);
});

it.each([
  "db:27017",
  "first,second",
  `root:${PASSWORD}@db`,
  `mongodb://root:${PASSWORD}@db/shop`,
  "db/shop",
  "[db]:27017",
  "a b",
])("refuses as a host, and doesn't repeat, %s", (host) => {
  const read = () => readSettings({ ...MONGO, MONGO_HOST: host });
  expect(read).toThrow(
    "MONGO_HOST: expected the server's name or address alone: its port, the user and the password are settings of their own",
  );
  expect(read).not.toThrow(PASSWORD);
});

it("a user of spaces is none, as any setting of spaces is", () => {
  const { server, tables } = readSettings({ ...MONGO, MONGO_USER: "  ", INGESTION_TABLES: " " });
  expect([server.user, server.password, tables]).toEqual([undefined, undefined, undefined]);
});

it("names a list without a name, and a prefix with a slash before it", () => {
  const read = () => readSettings({ ...MYSQL, INGESTION_TABLES: " , ", S3_PREFIX: "/lake" });
  expect(read).toThrow("INGESTION_TABLES: expected names of tables");
  expect(read).toThrow("S3_PREFIX: expected what keys begin with, without a slash before it");
});

it("takes any spelling of yes and no for losses, and columns of tables", () => {
  const allowed = (ALLOW_LOSS: string) => readSettings({ ...MYSQL, ALLOW_LOSS }).allowLoss;
  expect(["TRUE", "1", "yes", "False", "0", ""].map(allowed)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(allowed("orders.total, users.note")).toEqual(["orders.total", "users.note"]);
  expect(() => allowed("orders")).toThrow("ALLOW_LOSS: expected true, or table.column");
});

it.each([
  {
    variable: "GLUE_DATABASE",
    wrong: "Data-Lake",
    says: "lower-case letters, digits and underscores",
  },
  { variable: "GLUE_DATABASE", wrong: "x".repeat(256), says: "at most 255" },
  { variable: "S3_BUCKET", wrong: "Lake", says: "a bucket's name" },
  { variable: "S3_BUCKET", wrong: "my..lake", says: "a bucket's name" },
  { variable: "S3_BUCKET", wrong: "10.0.0.1", says: "a bucket's name" },
  { variable: "S3_PREFIX", wrong: "lake//raw", says: "what keys begin with" },
  { variable: "S3_PREFIX", wrong: "lake/../raw", says: "what keys begin with" },
  { variable: "S3_PREFIX", wrong: "..", says: "what keys begin with" },
  { variable: "S3_PREFIX", wrong: "a\tb", says: "what keys begin with" },
  { variable: "S3_PREFIX", wrong: "lake/*", says: "what keys begin with" },
  { variable: "AWS_REGION", wrong: "eu central 1", says: "a region such as eu-central-1" },
  { variable: "AWS_ENDPOINT_URL", wrong: "localhost:9000", says: "a URL such as" },
  { variable: "AWS_ENDPOINT_URL_S3", wrong: "s3://lake", says: "a URL such as" },
  { variable: "AWS_ENDPOINT_URL_GLUE", wrong: "glue", says: "a URL such as" },
  { variable: "INGESTION_INTERVAL", wrong: "-1", says: "a time such as 3600" },
  { variable: "INGESTION_INTERVAL", wrong: "1w", says: "a time such as 3600" },
  { variable: "INGESTION_CONCURRENCY", wrong: "0", says: "how many tables" },
  { variable: "INGESTION_FORMAT", wrong: "csv", says: "one of ndjson, parquet, raw" },
  { variable: "INGESTION_MODE", wrong: "delta", says: "one of full, incremental, merge" },
  { variable: "INGESTION_CURSORS", wrong: "orders", says: "table:column" },
  {
    variable: "INGESTION_CURSORS",
    wrong: "orders:at,users:id,orders:id",
    says: 'names "orders" twice',
  },
  { variable: "ENABLE_PARTITIONING", wrong: "maybe", says: "one of 0, 1, true" },
  { variable: "SOURCE_NAME", wrong: "My Shop", says: "lower-case letters" },
  { variable: "LOG_LEVEL", wrong: "loud", says: "one of debug, info, warn" },
  { variable: "MONGO_PORT", wrong: "70000", says: "a port, from 1 to 65535" },
  { variable: "MONGO_DATABASE", wrong: "shop.orders", says: "a database, at most 63" },
  { variable: "GLUE_TABLE_PREFIX", wrong: "ms1_", says: "GLUE_DATABASE is missing" },
])("refuses $variable=$wrong before anything is begun", ({ variable, wrong, says }) => {
  expect(() => readSettings({ ...MONGO, [variable]: wrong })).toThrow(
    new RegExp(`- ${variable}: .*${says}`),
  );
});

it("names all that is wrong at once, also of AWS and of the catalog", () => {
  const wrong = {
    S3_BUCKET: "Lake",
    S3_PREFIX: "/",
    GLUE_DATABASE: "Data Lake",
    GLUE_TABLE_PREFIX: "MS1_",
    AWS_REGION: "?",
    AWS_ENDPOINT_URL_S3: "x",
    LOG_LEVEL: "loud",
    INGESTION_INTERVAL: "soon",
    MONGO_PORT: "0",
  };
  const error = ((): unknown => {
    try {
      return readSettings({ ...MONGO, ...wrong });
    } catch (each) {
      return each;
    }
  })();
  const { issues } = error as { issues: readonly { variable: string }[] };
  expect(issues.map(({ variable }) => variable).toSorted()).toEqual(Object.keys(wrong).toSorted());
});

it("names what is wrong with buckets of a database of no known kind, and what was known before", () => {
  const known = [{ variable: "AWS_REGION", message: "is missing" }];
  const wrong = { DB_TYPE: "oracle", S3_BUCKET: "x", S3_BUCKET_MS2: "My Lake" };
  expect(() => readSettings(wrong, known)).toThrow(
    /DB_TYPE: expected[^]*AWS_REGION: is missing[^]*S3_BUCKET: expected[^]*S3_BUCKET_MS2: expected/,
  );
  const told = { DB_TYPE: "oracle", AWS_REGION: "?" };
  expect(() => readSettings(told, known)).toThrow(
    /AWS_REGION: expected(?![^]*AWS_REGION)[^]*S3_BUCKET: is missing/,
  );
});

it.each(["lake/raw", "lake/", "..a/b..", "a b", "ü/2025"])("takes the prefix %s", (S3_PREFIX) => {
  expect(readSettings({ ...MONGO, S3_PREFIX }).prefix).toBe(S3_PREFIX);
});
