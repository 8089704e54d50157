import type { DashboardConfig } from "../../src/dashboard/dashboard-data.ts";
import { AnswerFault, ask } from "./ask.ts";
import { byId, element } from "./element.ts";
import { filters } from "./filters.ts";
import { otherView, type PageState, rangeOf, readState, writeState } from "./page-state.ts";
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
  byId("views").replaceChildren(
    ...known.views.map((view) => {
      const current = view === state.view ? { "aria-current": "page" } : {};
      return element("li", {}, link(DRAWN[view].title, otherView(state, view), current));
    }),
  );
  byId("head").replaceChildren(element("h1", {}, title), element("p", { class: "about" }, about));
  byId("filters").replaceChildren(
    filters({
      state,
      range: DRAWN[state.view].hasRange ? rangeOf(state, known.until[state.view]) : undefined,
      datasets: hasDataset ? known.datasets : [],
      go: (change) => go({ ...state, ...change }),
      link,
    }),
  );
}

async function drawView(known: DashboardConfig, state: PageState, signal: AbortSignal) {
  const view = byId("view");
  view.setAttribute("aria-busy", "true");
  tell(`${DRAWN[state.view].title}: loading.`);
  const waiting = element("div", { class: "loading", "aria-hidden": "true" });
  for (const shape of ["tiles", "wide", "wide"])
    waiting.append(element("div", { class: `bone ${shape}` }));
  view.replaceChildren(waiting);
  const range = rangeOf(state, known.until[state.view]);
  const context: ViewContext = {
    state,
    config: known,
    range,
    signal,
    ask: (path, parameters = {}) =>
      ask(path, { ...range, dataset: state.dataset, ...parameters }, signal),
    link: (text, change, description) =>
      link(text, { ...state, ...change }, description ? { "aria-label": description } : {}),
    go: (change) => go({ ...state, ...change }),
  };
  const drawn = await DRAWN[state.view].draw(context);
  if (signal.aborted) return;
  view.replaceChildren(...drawn.filter((each) => each !== null));
  tell(`${DRAWN[state.view].title}: loaded.`);
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
  // The focus goes where the new view begins, or stays with what chose among the same one's rows.
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
