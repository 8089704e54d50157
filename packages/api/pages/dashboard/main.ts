import type { DashboardConfig } from "../../src/dashboard/dashboard-data.ts";
import { AnswerFault, ask } from "./ask.ts";
import { byId, element } from "./element.ts";
import { filters } from "./filters.ts";
import { keptFocus } from "./kept-focus.ts";
import {
  changed,
  otherView,
  type PageState,
  rangeOf,
  readState,
  writeState,
} from "./page-state.ts";
import { ROWS_ID } from "./row-pages.ts";
import { setUpTheme } from "./theme-button.ts";
import type { DashboardView, ViewContext } from "./view.ts";
import { business } from "./views/business.ts";
import { cost } from "./views/cost.ts";
import { quality } from "./views/quality.ts";
import { requests } from "./views/requests.ts";
import { runs } from "./views/runs.ts";
import { tables } from "./views/tables.ts";
import type { View } from "./views.ts";

const DRAWN: Readonly<Record<View, DashboardView>> = {
  requests,
  quality,
  tables,
  cost,
  runs,
  business,
};

let config: DashboardConfig | undefined;
let underWay = new AbortController();
/** What is to be seen, once it is. */
let shown: PageState | undefined;

setUpTheme();
addEventListener("popstate", () => void show());
await show();

/** Draw what the address says. */
async function show(): Promise<void> {
  underWay.abort();
  underWay = new AbortController();
  const { signal } = underWay;
  try {
    config ??= await ask<DashboardConfig>("config", {}, signal);
    const state = readState(location.search, config.views);
    drawFrame(config, state);
    await drawView(config, state, signal);
  } catch (error) {
    if (signal.aborted) return;
    shown = undefined;
    tell("Failed.");
    byId("view").replaceChildren(faultCard(error));
  } finally {
    if (!signal.aborted) byId("view").removeAttribute("aria-busy");
  }
}

function drawFrame(known: DashboardConfig, state: PageState): void {
  const { title, about, hasDataset } = DRAWN[state.view];
  document.title = `${title} – ${known.title}`;
  byId("brand").textContent = known.title;
  const focus = keptFocus();
  byId("views").replaceChildren(
    ...known.views.map((view) => {
      const current = view === state.view ? { "aria-current": "page" } : {};
      return element("li", {}, link(DRAWN[view].title, otherView(state, view), current));
    }),
  );
  byId("head").replaceChildren(element("h1", {}, title), element("p", { class: "about" }, about));
  byId("filters").replaceChildren(
    filters({
      state: changed(state, {}),
      range: DRAWN[state.view].hasRange ? rangeOf(state, known.until[state.view]) : undefined,
      datasets: hasDataset ? known.datasets : [],
      go: (change) => go(changed(state, change)),
      link,
    }),
  );
  focus.giveBack();
}

async function drawView(known: DashboardConfig, state: PageState, signal: AbortSignal) {
  const view = byId("view");
  view.setAttribute("aria-busy", "true");
  tell(`${DRAWN[state.view].title}: loading.`);
  // What is there of the same view stays until the new is: nothing jumps, and the eye keeps its place.
  const before = shown?.view === state.view ? shown : undefined;
  if (before === undefined) view.replaceChildren(bones());
  const range = rangeOf(state, known.until[state.view]);
  const context: ViewContext = {
    state,
    config: known,
    range,
    signal,
    ask: (path, parameters = {}) =>
      ask(path, { ...range, dataset: state.dataset, ...parameters }, signal),
    link: (text, change, description) =>
      link(text, changed(state, change), description ? { "aria-label": description } : {}),
    go: (change) => go(changed(state, change)),
  };
  const drawn = await DRAWN[state.view].draw(context);
  if (signal.aborted) return;
  const focus = keptFocus();
  view.replaceChildren(...drawn.filter((each) => each !== null));
  shown = state;
  if (isOtherPage(before, state)) goToRows();
  else focus.giveBack();
  tell(`${DRAWN[state.view].title}: loaded.`);
}

/** The shape of a view whose data isn't there yet. */
function bones(): HTMLElement {
  const waiting = element("div", { class: "loading", "aria-hidden": "true" });
  for (const shape of ["tiles", "wide", "wide"])
    waiting.append(element("div", { class: `bone ${shape}` }));
  return waiting;
}

/** Whether other rows are all that is to be seen now. */
function isOtherPage(before: PageState | undefined, state: PageState): boolean {
  if (before === undefined) return state.cursor !== undefined;
  const isSame = writeState(changed(before, {})) === writeState(changed(state, {}));
  return isSame && before.cursor !== state.cursor;
}

/** Another page of rows is seen from its beginning, and the keyboard goes on from there. */
function goToRows(): void {
  const rows = document.getElementById(ROWS_ID);
  rows?.setAttribute("tabindex", "-1");
  rows?.focus({ preventScroll: true });
  rows?.scrollIntoView();
}

/** A link to a state, which a browser may open elsewhere, and which otherwise stays in the page. */
function link(
  text: string,
  state: PageState,
  properties: Readonly<Record<string, string>> = {},
): HTMLElement {
  const href = writeState(state);
  const follow = (event: Event) => {
    const { button, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
    if (button !== 0 || ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    go(state);
  };
  return element("a", { href, onclick: follow, ...properties }, text);
}

function go(state: PageState): void {
  const isOther = state.view !== readState(location.search, config?.views).view;
  history.pushState(null, "", writeState(state));
  // The focus goes where the new view begins, or stays with what chose among the same one's rows (keptFocus).
  if (isOther) byId("content").focus({ preventScroll: true });
  if (isOther) scrollTo({ top: 0 });
  void show();
}

function faultCard(error: unknown): HTMLElement {
  const fault = error instanceof AnswerFault ? error : undefined;
  const said = fault?.message ?? "The server can't be reached. Is it still running?";
  const again = element("button", { type: "button", onclick: () => void show() }, "Try again");
  return element(
    "div",
    { class: "card fault", role: "alert" },
    element("h2", {}, "This could not be loaded"),
    element("p", {}, said),
    fault?.requestId ? element("p", { class: "note" }, `Request ${fault.requestId}`) : null,
    again,
  );
}

function tell(text: string): void {
  byId("status").textContent = text;
}
