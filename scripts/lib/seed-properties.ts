import { configureGlobal, readConfigureGlobal } from "fast-check";

const seed = process.env["CLOUDAPI_TEST_SEED"] ?? "";

// Vitest's set-up of each test file: where a seed is named, properties are tried with the same values again.
if (seed !== "") configureGlobal({ ...readConfigureGlobal(), seed: Number(seed) });
