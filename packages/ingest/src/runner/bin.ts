#!/usr/bin/env node
import { runIngester } from "./run-ingester.ts";

const controller = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => controller.abort(new Error(`${signal} was received`)));

void runIngester({
  args: process.argv.slice(2),
  environment: process.env,
  output: process.stdout,
  signal: controller.signal,
}).then((code) => {
  process.exitCode = code;
});
