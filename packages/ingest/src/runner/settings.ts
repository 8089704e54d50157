import { BUCKET_NAME, BUCKET_NAME_RULE, type Setting } from "@cloudapi/core/internal";

/** How a setting is described: its variable, and what is to stand there. */
function text(variable: string, expected: string, fallback?: string): Setting {
  return { variables: [variable], pattern: /^[^\0]+$/, expected, fallback: () => fallback };
}

function choice(
  variable: string,
  values: Readonly<Record<string, string>>,
  fallback?: string,
): Setting {
  const names = Object.keys(values);
  return {
    variables: [variable],
    pattern: new RegExp(`^(?:${names.join("|")})$`, "i"),
    expected: `one of ${names.join(", ")}`,
    fallback: () => fallback,
    normalize: (value) => values[value.toLowerCase()] ?? value,
  };
}

function port(variable: string, fallback: string): Setting {
  return {
    variables: [variable],
    pattern: /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    expected: "a port, from 1 to 65535",
    fallback: () => fallback,
  };
}

const YES_OR_NO = { true: "true", false: "false", 1: "true", 0: "false", yes: "true", no: "false" };

function yesOrNo(variable: string, fallback?: string): Setting {
  return choice(variable, YES_OR_NO, fallback);
}

/** What keys begin with: what S3 has and readers of its tables would take otherwise is no such text. */
export const PREFIX: Setting = {
  variables: ["S3_PREFIX"],
  pattern: /^(?!\/)(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))(?!.*\$\{)[^\p{Cc}*?]{1,512}$/u,
  expected:
    "what keys begin with, without a slash before it, without folders that are empty, . or .., and without *, ? and ${",
};

/** Where AWS is; without it a profile may say so. */
export const REGION: Setting = {
  variables: ["AWS_REGION"],
  pattern: /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/,
  expected: "a region such as eu-central-1",
};

/** What a run is about, whatever the database. */
export const RUN_SETTINGS = {
  mode: choice(
    "INGESTION_MODE",
    { full: "full", incremental: "incremental", merge: "merge" },
    "full",
  ),
  format: choice(
    "INGESTION_FORMAT",
    { ndjson: "ndjson", parquet: "parquet", raw: "raw" },
    "ndjson",
  ),
  isPartitioned: yesOrNo("ENABLE_PARTITIONING", "true"),
  tables: {
    variables: ["INGESTION_TABLES"],
    pattern: /[^\s,]/,
    expected: "names of tables with commas between them",
  },
  cursors: {
    variables: ["INGESTION_CURSORS"],
    pattern: /^[^,:]+:[^,:]+(?::\d{1,9}[smhd]?)?(?:,[^,:]+:[^,:]+(?::\d{1,9}[smhd]?)?)*$/,
    expected:
      "table:column with commas between them, such as orders:updated_at; with a lag orders:updated_at:60s, users:id:1000",
  },
  allowLoss: {
    ...yesOrNo("ALLOW_LOSS"),
    pattern: /^(?:true|false|1|0|yes|no)$|[^,.]\.[^,.]/i,
    expected: "true, or table.column with commas between them",
  },
  concurrency: {
    variables: ["INGESTION_CONCURRENCY"],
    pattern: /^[1-9]\d?$/,
    expected: "how many tables are read at a time, from 1 to 99",
    fallback: () => "1",
  },
  allowFewerRows: yesOrNo("ALLOW_FEWER_ROWS", "false"),
  omitColumns: {
    variables: ["OMIT_COLUMNS"],
    pattern: /^[^,.]+(?:\.[^,.]+)+(?:,[^,.]+(?:\.[^,.]+)+)*$/,
    expected: "table.column with commas between them, such as users.photo",
  },
  prefix: PREFIX,
  database: {
    variables: ["GLUE_DATABASE"],
    pattern: /^[a-z0-9_]{1,255}$/,
    expected:
      "a database of the Glue Data Catalog: at most 255 lower-case letters, digits and underscores, which is what Athena takes",
  },
  tablePrefix: {
    variables: ["GLUE_TABLE_PREFIX"],
    pattern: /^[a-z0-9_]{1,200}$/,
    expected:
      "what the names of tables in the catalog begin with: lower-case letters, digits and underscores",
  },
  sourceName: {
    variables: ["SOURCE_NAME"],
    pattern: /^[a-z0-9][a-z0-9_-]{0,62}$/,
    expected: "lower-case letters, digits, _ and -",
  },
  interval: {
    variables: ["INGESTION_INTERVAL"],
    pattern: /^\d{1,8}[smhd]?$/,
    expected: "a time such as 3600 (seconds), 15m, 6h or 1d; 0 for a single run",
    fallback: () => "0",
  },
  logLevel: choice(
    "LOG_LEVEL",
    { debug: "debug", info: "info", warn: "warn", warning: "warn", error: "error" },
    "info",
  ),
} satisfies Record<string, Setting>;

/** Which database, by the name that `DB_TYPE` has. */
export const DB_TYPE = choice("DB_TYPE", {
  mysql: "mysql",
  mariadb: "mysql",
  postgres: "postgres",
  postgresql: "postgres",
  mongo: "mongo",
  mongodb: "mongo",
});

/** How a database is reached; those without a default have to be there. */
export const DB_SETTINGS = {
  mysql: server("MYSQL", "3306"),
  postgres: {
    ...server("POSTGRES", "5432"),
    database: {
      ...text("POSTGRES_DATABASE", "a database"),
      variables: ["POSTGRES_DATABASE", "POSTGRES_DB"],
    },
  },
  mongo: {
    ...server("MONGO", "27017"),
    database: {
      variables: ["MONGO_DATABASE"],
      pattern: /^[^/\\. "$\0]{1,63}$/,
      expected: 'a database, at most 63 characters without / \\ . " $ and spaces',
    },
    authSource: text("MONGO_AUTH_SOURCE", "the database that users are in", "admin"),
  },
} satisfies Record<string, Record<string, Setting>>;

function server(name: string, standardPort: string) {
  return {
    host: text(`${name}_HOST`, "the server's name or address"),
    port: port(`${name}_PORT`, standardPort),
    user: text(`${name}_USER`, "a user"),
    password: text(`${name}_PASSWORD`, "the user's password"),
    database: text(`${name}_DATABASE`, "a database"),
    tls: yesOrNo(`${name}_TLS`),
    tlsCa: text(`${name}_TLS_CA`, "a file with certificates of authorities, as PEM"),
    tlsCert: text(`${name}_TLS_CERT`, "a file with the client's certificate, as PEM"),
    tlsKey: text(`${name}_TLS_KEY`, "a file with the client's key, as PEM"),
    tlsServerName: text(`${name}_TLS_SERVER_NAME`, "the name in the server's certificate"),
  };
}

/** The bucket: that of the database's service, or one for all. */
export const BUCKETS = {
  mysql: bucket("S3_BUCKET_MS1"),
  postgres: bucket("S3_BUCKET_MS2"),
  mongo: bucket("S3_BUCKET_MS3"),
};

function bucket(variable: string): Setting {
  return {
    variables: [variable, "S3_BUCKET"],
    pattern: BUCKET_NAME,
    expected: `a bucket's name (${BUCKET_NAME_RULE})`,
  };
}
