import { TableError } from "../table-error.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Items of all pages, each asked for when those before have been taken. */
export async function* allPages<T>(
  table: string,
  ask: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield* page.items;
    if (page.next !== undefined && page.next === token)
      throw new TableError(
        "CATALOG_REQUEST_FAILED",
        `The catalog gave the same page of ${table} twice: it says that there is more, but not where.`,
        { table },
      );
    token = page.next;
  } while (token !== undefined && token !== "");
}
