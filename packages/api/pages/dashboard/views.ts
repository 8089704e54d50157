/** The views, in the order of the navigation. */
export const VIEWS = ["requests", "quality", "tables", "cost", "runs", "business"] as const;

/** One of the views. */
export type View = (typeof VIEWS)[number];
