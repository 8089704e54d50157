import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { type MemorySink, memorySink } from "@cloudapi/transform";
import { createPool } from "mysql2/promise";
import { Pool } from "pg";
import { ingest, ndjsonTarget, type Source } from "../../src/index.ts";
import { mySqlSource } from "../../src/mysql/index.ts";
import { postgresSource } from "../../src/postgres/index.ts";
import { freePort } from "../failure-of.ts";

// A server of its own is killed while a table is read, and started again: node restarted-server.ts postgres|mariadb [SECONDS AWAY].
const [kind = "postgres", away = "3"] = process.argv.slice(2);
const TABLES = Array.from({ length: 6 }, (_, at) => `t${at}`);
const ROWS = 200_000;
const LOGIN = { host: "127.0.0.1", user: "app", password: "app" };
const REPOSITORY = new URL("../../../..", import.meta.url);

const folder = await mkdtemp(join(tmpdir(), "restarted-"));
// MariaDB's.
await mkdir(join(folder, "tmp"));
const port = await freePort();
let server = start("launch");
try {
  await fill();
  const undisturbed = await load();
  const restarted = await load(restart);
  const isSame = JSON.stringify(restarted.tables) === JSON.stringify(undisturbed.tables);
  const { tables, ...told } = restarted;
  console.log({ kind, ...told, tables: Object.keys(tables).length, isSame });
  if (!isSame || restarted.failed.length > 0) process.exitCode = 1;
} finally {
  kill(server);
  await rm(folder, { recursive: true, force: true });
}

/** As CI starts it; `run` starts what is there. */
function start(how: "launch" | "run"): ChildProcess {
  const command = `source .ci/lib/databases.sh; ${how}_${kind} ${port} ${folder}`;
  return spawn("bash", ["-c", command], { cwd: REPOSITORY, stdio: "ignore" });
}

function kill({ pid = 0 }: ChildProcess): void {
  process.kill(-pid, "SIGKILL");
}

/** Until the port answers; a server that was killed may not let its successor in at once. */
async function restart(): Promise<void> {
  kill(server);
  await after(Number(away) * 1000);
  for (;;) {
    server = start("run");
    const exit = once(server, "exit").then(() => false);
    if (await Promise.race([exit, answers()])) return;
    await after(250);
  }
}

async function answers(): Promise<boolean> {
  for (let tries = 0; tries < 240; tries++) {
    const said = await ask(["SELECT 1"]).catch(() => undefined);
    if (said !== undefined) return true;
    await after(250);
  }
  throw new Error(`${kind} does not start; see .ci/lib/databases.sh.`);
}

async function fill(): Promise<void> {
  await answers();
  const digits =
    "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
  const six = ["a", "b", "c", "e", "f", "g"].map((name) => `${digits} ${name}`).join(", ");
  const id = "a.d * 100000 + b.d * 10000 + c.d * 1000 + e.d * 100 + f.d * 10 + g.d";
  const first =
    kind === "mariadb"
      ? ["CREATE DATABASE app", "USE app"]
      : ["CREATE SCHEMA app", "SET search_path TO app"];
  const made = TABLES.flatMap((name) => [
    `CREATE TABLE ${name} (id int PRIMARY KEY, v varchar(100) NOT NULL)`,
    `INSERT INTO ${name} SELECT ${id}, CONCAT('a value of some length for the row ', ${id}) FROM ${six} WHERE ${id} < ${ROWS}`,
  ]);
  await ask([...first, ...made]);
}

async function ask(statements: readonly string[]): Promise<unknown> {
  if (kind === "mariadb") {
    const pool = createPool({ ...LOGIN, port, connectionLimit: 1 });
    try {
      for (const each of statements) await pool.query(each);
      return true;
    } finally {
      await pool.end().catch(() => undefined);
    }
  }
  const pool = new Pool({ ...LOGIN, port, database: "postgres", max: 1 });
  pool.on("error", () => undefined);
  try {
    for (const each of statements) await pool.query(each);
    return true;
  } finally {
    await pool.end();
  }
}

/** All tables; while the fourth is read, something happens. */
async function load(disturb?: () => Promise<void>) {
  const { source, end } = open();
  const sink = memorySink();
  let disturbed: Promise<void> | undefined;
  const report = await ingest(
    { source, target: ndjsonTarget(sink), tables: TABLES },
    {
      loadTime: new Date("2025-01-15T10:30:45Z"),
      onProgress: ({ table, status, rowsRead }) => {
        if (table === "t3" && status === "reading" && rowsRead > 0) disturbed ??= disturb?.();
      },
    },
  );
  await disturbed;
  await end();
  const wasDisturbed = disturbed !== undefined;
  return {
    wasDisturbed,
    failed: report.tables.flatMap((each) => (each.status === "failed" ? [each.message] : [])),
    rowsWritten: report.rowsWritten,
    consistency: report.consistency,
    tables: digests(sink),
  };
}

function open(): { readonly source: Source; readonly end: () => Promise<unknown> } {
  if (kind === "mariadb") {
    const pool = createPool({ ...LOGIN, port, database: "app" });
    return { source: mySqlSource(pool, { name: "shop" }), end: () => pool.end() };
  }
  const pool = new Pool({ ...LOGIN, port, database: "postgres" });
  pool.on("error", () => undefined);
  return {
    source: postgresSource(pool, { name: "shop", schemas: ["app"] }),
    end: () => pool.end(),
  };
}

function digests({ objects }: MemorySink): Record<string, string> {
  const files = [...objects].filter(([key]) => !key.startsWith("_"));
  return Object.fromEntries(
    files.map(([key, bytes]) => [key, createHash("sha256").update(bytes).digest("hex")]),
  );
}
