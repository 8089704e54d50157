// The floors of the house. A package may import what is to its left; packages of one floor never import each other:
//   core <- records <- s3 <- { transform, validation, athena, iam }
//        <- { iceberg, ingest, redshift, api, orchestration, infra } <- cli
const FLOORS = [
  "core",
  "records",
  "s3",
  "transform|validation|athena|iam",
  "iceberg|ingest|redshift|api|orchestration|infra",
  "cli",
];
const PUBLISHED = FLOORS.join("|");
const TESTS = ["[.]test[.]ts$", "[.]test-d[.]ts$", "^packages/[^/]+/test/"];

// The rooms of the embedded Athena, each importing only those before it.
const ATHENA = "^packages/local/src/athena/";
const ATHENA_ROOMS = [
  "types",
  "catalog",
  "iceberg",
  "syntax",
  "functions",
  "compile",
  "scan",
  "run",
  "api",
  "glue",
];

/** A path inside one of these packages, in whichever way the import was written. */
function packagesNamed(names) {
  return [`^packages/(${names})/`, `(^|/)@cloudapi/(${names})(/|$)`];
}

// What operations need of IAM is data (docs/decisions/0023): iam reads it of every package, and inlines it.
const NEEDS = "^packages/[^/]+/src/needs[.]ts$";
const IAM = "^packages/iam/src/";

/** Rules bind what is published: a package's sources, without its tests. */
function sourcesOf(names) {
  return { path: `^packages/(${names})/src/`, pathNot: TESTS };
}

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      comment: "A cycle makes the order of initialisation an accident.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that resolves to nothing. Of aws-lambda there are only types.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
    },
    ...FLOORS.slice(0, -1).map((names, floor) => ({
      name: "imports-only-below",
      comment: "A package imports packages of the floors below its own, never of those above.",
      severity: "error",
      from: sourcesOf(names),
      to: { path: packagesNamed(FLOORS.slice(floor + 1).join("|")), pathNot: NEEDS },
    })),
    {
      name: "no-aws-below-s3",
      comment: "core and records know no AWS client.",
      severity: "error",
      from: sourcesOf("core|records"),
      to: { path: "(^|/)(@aws-sdk|@smithy|@aws-lambda-powertools|aws-[^/]*)(/|$)" },
    },
    {
      name: "no-io-below-s3",
      comment: "core and records read no file, open no socket, start no process.",
      severity: "error",
      from: sourcesOf("core|records"),
      to: {
        dependencyTypes: ["core"],
        path: "^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)$",
      },
    },
    ...FLOORS.map((names) => ({
      name: "siblings-stay-apart",
      comment: "Packages of one floor do not import each other: what both need moves down a floor.",
      severity: "error",
      from: { path: `^packages/(${names})/src/`, pathNot: TESTS },
      to: { path: packagesNamed(names), pathNot: ["^packages/$1/", NEEDS] },
    })),
    {
      name: "needs-for-iam",
      comment: "The needs of another package are read by iam alone.",
      severity: "error",
      from: { path: "^packages/([^/]+)/src/", pathNot: [...TESTS, IAM] },
      to: { path: NEEDS, pathNot: "^packages/$1/" },
    },
    {
      name: "needs-are-data",
      comment: "Needs import nothing but the words that they are made of.",
      severity: "error",
      from: { path: NEEDS },
      to: { pathNot: "^packages/core/src/internal[.]ts$|(^|/)@cloudapi/core/internal$" },
    },
    {
      name: "published-without-local",
      comment: "The embedded cloud is a development dependency: tests and examples import it.",
      severity: "error",
      from: sourcesOf(PUBLISHED),
      to: { path: packagesNamed("local") },
    },
    ...ATHENA_ROOMS.slice(0, -1).map((room, index) => ({
      name: "athena-rooms-in-order",
      comment: "A room of the embedded Athena imports the rooms before it, never those after.",
      severity: "error",
      from: { path: `${ATHENA}${room}/` },
      to: { path: `${ATHENA}(${ATHENA_ROOMS.slice(index + 1).join("|")})/` },
    })),
    {
      name: "athena-folders-one-way",
      comment: "No two folders of the embedded Athena import each other.",
      severity: "error",
      scope: "folder",
      from: { path: ATHENA.slice(0, -1) },
      to: { circular: true },
    },
    {
      name: "transform-without-sdk",
      comment: "Who transforms files needs no AWS client in memory: only transform/s3 loads it.",
      severity: "error",
      from: { path: "^packages/transform/src/index[.]ts$" },
      to: { path: "(^|/)(@aws-sdk|@smithy)/", reachable: true },
    },
    {
      name: "sources-without-tests",
      comment: "What is published imports no test and no test helper.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: TESTS },
      to: { path: [...TESTS, "^(fixtures|bench|scripts|examples|docs)/"] },
    },
    {
      name: "declared-dependencies",
      comment: "What is published imports only what its package.json declares for its users.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: TESTS },
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"],
        dependencyTypesNot: ["npm", "npm-peer", "npm-optional"],
        pathNot: NEEDS,
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/|^coverage/|^docs/[.]examples/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".json"],
    },
    tsConfig: { fileName: "tsconfig.json" },
  },
};
