// The layers of the house. A package may import what is to its left; siblings never import each other:
//   core <- { s3, validation, transform, athena, iam } <- { ingest, redshift, api, orchestration, infra }
const MIDDLE = "s3|validation|transform|athena|iam";
const TOP = "ingest|redshift|api|orchestration|infra";
const PUBLISHED = `core|${MIDDLE}|${TOP}`;
const TESTS = ["[.]test[.]ts$", "[.]test-d[.]ts$", "^packages/[^/]+/test/"];

/** A path inside one of these packages, in whichever way the import was written. */
function packagesNamed(names) {
  return [`^packages/(${names})/`, `(^|/)@cloudapi/(${names})(/|$)`];
}

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
    {
      name: "core-stands-alone",
      comment: "core imports no other package of ours.",
      severity: "error",
      from: sourcesOf("core"),
      to: { path: packagesNamed(`${MIDDLE}|${TOP}|local`) },
    },
    {
      name: "core-has-no-aws",
      comment: "core knows no AWS client.",
      severity: "error",
      from: sourcesOf("core"),
      to: { path: "(^|/)(@aws-sdk|@smithy|@aws-lambda-powertools|aws-[^/]*)(/|$)" },
    },
    {
      name: "core-has-no-io",
      comment: "core reads no file, opens no socket, starts no process.",
      severity: "error",
      from: sourcesOf("core"),
      to: {
        dependencyTypes: ["core"],
        path: "^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)$",
      },
    },
    {
      name: "siblings-stay-apart",
      comment: "Packages of the middle row do not import each other.",
      severity: "error",
      from: { path: `^packages/(${MIDDLE})/src/`, pathNot: TESTS },
      to: { path: packagesNamed(MIDDLE), pathNot: "^packages/$1/" },
    },
    {
      name: "middle-below-top",
      comment: "The middle row does not import the top row.",
      severity: "error",
      from: sourcesOf(MIDDLE),
      to: { path: packagesNamed(TOP) },
    },
    {
      name: "published-without-local",
      comment: "The embedded cloud is a development dependency: tests and examples import it.",
      severity: "error",
      from: sourcesOf(PUBLISHED),
      to: { path: packagesNamed("local") },
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
