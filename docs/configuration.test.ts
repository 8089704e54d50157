import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { loadConfig } from "@cloudapi/core";
import { expect, it } from "vitest";

const example = parseEnv(await readFile(new URL("../.env.example", import.meta.url), "utf8"));
const page = await readFile(new URL("configuration.md", import.meta.url), "utf8");
const documented = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1] ?? "");

it(".env.example holds the defaults of loadConfig", () => {
  expect(loadConfig(example)).toEqual(loadConfig({}));
});

it(".env.example names every setting of the page, and no other", () => {
  expect(Object.keys(example).toSorted()).toEqual(documented.toSorted());
});

it("every setting that .env.example sets has the default that the page states", () => {
  for (const [name, value] of Object.entries(example)) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\``));
    const stated = value === "" ? "none" : value?.replace("cloudapi-logs-processed/", "");
    const cell = row?.split("|").at(-2)?.replace("<processed bucket>/", "");
    expect(cell, name).toContain(stated);
  }
});
