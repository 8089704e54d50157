import type { Column, Dataset } from "@cloudapi/core";
import { putField } from "@cloudapi/core/internal";
import type { Issue } from "../report/issue.ts";
import type { AdaptedRecord } from "./rename-record.ts";
import { columnsByName } from "./resolve-names.ts";

/** What a text means in a format, where it means anything. */
export type TextMeaning = { readonly value: unknown } | { readonly issue: Issue };

/** How a format reads the texts of a column. */
export type ReadText = (column: Column) => (text: string) => TextMeaning;

/** Reads the texts of a record's columns as the format has them; other values stay as they are. */
export function textsReader(
  dataset: Dataset,
  readText: ReadText,
): (record: Readonly<Record<string, unknown>>) => AdaptedRecord {
  const columns = [...columnsByName(dataset)];
  const readers = new Map(columns.map(([name, column]) => [name, readText(column)]));
  return (record) => {
    const read: Record<string, unknown> = {};
    const issues: Issue[] = [];
    for (const [name, value] of Object.entries(record)) {
      const meaning = typeof value === "string" ? readers.get(name)?.(value) : undefined;
      if (meaning === undefined) putField(read, name, value);
      else if ("value" in meaning) putField(read, name, meaning.value);
      else issues.push(meaning.issue);
    }
    return { record: read, issues: issues.length === 0 ? undefined : issues };
  };
}
