import { element } from "./element.ts";
import type { PageState } from "./page-state.ts";
import type { ViewContext } from "./view.ts";

/** What was chosen of a view, each with a link that lets go of it; null when nothing was. */
export function chosen(
  { link }: ViewContext,
  choices: readonly (readonly [name: keyof PageState, value: string | undefined])[],
): HTMLElement | null {
  const list = choices.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  if (list.length === 0) return null;
  return element(
    "ul",
    { class: "chosen", "aria-label": "Chosen" },
    ...list.map(({ name, value }) =>
      element(
        "li",
        {},
        element("span", {}, `${name}: `, element("strong", {}, value)),
        link("Clear", { [name]: undefined }, `Clear ${name} ${value}`),
      ),
    ),
  );
}
