import type { DashboardConfig } from "../../src/dashboard/dashboard-data.ts";
import type { PageState } from "./page-state.ts";

/** Parameters that go to an endpoint. */
export type Asked = Readonly<Record<string, string | undefined>>;

/** What a view is given to draw itself with. */
export interface ViewContext {
  readonly state: PageState;
  readonly config: DashboardConfig;
  readonly range: { readonly from: string; readonly to: string };
  readonly signal: AbortSignal;
  /** An endpoint's answer over the range. */
  readonly ask: <T>(path: string, parameters?: Asked) => Promise<T>;
  /** A link that changes the state, and stays in the page. */
  readonly link: (text: string, change: Partial<PageState>, description?: string) => HTMLElement;
  /** Change the state. */
  readonly go: (change: Partial<PageState>) => void;
}

/** A view of the dashboard. */
export interface DashboardView {
  readonly title: string;
  readonly about: string;
  /** Whether it is about a range of time, and whether a dataset can be chosen. */
  readonly hasRange: boolean;
  readonly hasDataset: boolean;
  draw(context: ViewContext): Promise<readonly (HTMLElement | null)[]>;
}
