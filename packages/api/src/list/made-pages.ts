import type { EngineResult } from "../engine/query-engine.ts";
import type { Page } from "./page.ts";

/** Pages that were made of results that are still kept: equal requests are given the same one. */
export type MadePages = (rows: EngineResult["rows"], key: string, make: () => Page) => Page;

const MOST = 8;

/** Pages by result, and by what else they depend on. A page goes with its result. */
export function madePages(): MadePages {
  const known = new WeakMap<EngineResult["rows"], Map<string, Page>>();
  return (rows, key, make) => {
    const pages = known.get(rows) ?? new Map<string, Page>();
    const page = pages.get(key) ?? make();
    if (pages.size < MOST) pages.set(key, page);
    known.set(rows, pages);
    return page;
  };
}
