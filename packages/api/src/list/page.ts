import type { Json } from "../values/json-form.ts";

/** A page, as it is answered. */
export interface Page {
  readonly items: readonly Record<string, Json>[];
  readonly next: string | null;
  readonly range?: { readonly from: string; readonly to: string; readonly isDefault: boolean };
}
