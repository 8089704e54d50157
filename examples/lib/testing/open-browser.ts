import { readFile } from "node:fs/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** The sizes at which pages are looked at: of a desk, a tablet and a telephone. */
export const WIDTHS = [1440, 768, 375] as const;
/** The themes that they have. */
export const THEMES = ["light", "dark"] as const;

/** A page in a browser, and what the browser complained of since it was opened. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console, of scripts, of answers, and everything that the Content Security Policy stopped. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Chromium, without a window and without anything that it would fetch by itself. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return chromium.launch({ executablePath, args });
}

/** A page of its own: it shares neither storage nor history with others. */
export async function openPage(browser: Browser, baseURL: string): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL) && !request.url().startsWith("data:"))
      complaints.push(`asked ${request.url()}, which is elsewhere`);
  });
  await tellViolations(context, complaints);
  return { page, complaints, close: () => context.close() };
}

/** What the policy stops is told to the page, which tells us. */
async function tellViolations(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.exposeFunction("tellViolation", (text: string) => {
    complaints.push(text);
  });
  await context.addInitScript(
    `addEventListener("securitypolicyviolation", (event) => tellViolation("stopped by " + event.effectiveDirective + ": " + event.blockedURI));`,
  );
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe, whose script is at a path, finds wrong with a page: each with the first place where it is. */
export async function axeFaults(page: Page, axe: string): Promise<string[]> {
  // Said through the browser's own protocol, so that the page's policy is not in the way.
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations } = await page.evaluate<AxeResults>("axe.run(document)");
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
  );
}
