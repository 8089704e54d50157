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
