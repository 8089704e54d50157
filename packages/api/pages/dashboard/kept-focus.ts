/** Parts of the page that are drawn anew, by their ids. */
const PARTS = "#views, #filters, #view";
const FOCUSABLE = "a, button, input, select, summary, [tabindex]";

/** Where the keyboard is, to be given back to what stands there in its place once the page is drawn anew. */
export function keptFocus(): { giveBack(): void } {
  const focused = document.activeElement;
  const part = focused?.closest(PARTS)?.id;
  if (focused === null || part === undefined) return { giveBack: () => undefined };
  const name = nameOf(focused);
  const place = named(part, name).indexOf(focused as HTMLElement);
  return {
    giveBack() {
      if (focused.isConnected) return;
      const list = named(part, name);
      (list[place] ?? list[0])?.focus({ preventScroll: true });
    },
  };
}

function named(part: string, name: string): HTMLElement[] {
  const all = document.querySelectorAll<HTMLElement>(`#${part} :is(${FOCUSABLE})`);
  return [...all].filter((each) => nameOf(each) === name);
}

/** What it is called, or what it is in. */
function nameOf(each: Element): string {
  const label = each.getAttribute("aria-label") ?? each.closest("label")?.textContent;
  return `${each.tagName} ${label ?? each.textContent}`;
}
