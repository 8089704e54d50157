#!/usr/bin/env node
import { runIngester } from "./run-ingester.ts";

const controller = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => controller.abort(new Error(`${signal} was received`)));

// A run that never comes to its end, such as over a pool that doesn't close, is none that went well.
process.exitCode = 1;
void runIngester({
  args: process.argv.slice(2),
  environment: process.env,
  output: process.stdout,
  signal: controller.signal,
}).then((code) => {
  process.exitCode = code;
});
