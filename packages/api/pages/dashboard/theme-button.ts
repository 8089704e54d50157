import { byId } from "./element.ts";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const NAMES: Readonly<Record<Theme, string>> = {
  system: "system",
  light: "light",
  dark: "dark",
};

/** Let the button go through the themes; charts are drawn anew in each. */
export function setUpTheme(): void {
  const button = byId("theme");
  const { dataset } = document.documentElement;
  let theme = THEMES.find((each) => each === dataset["theme"]) ?? "system";
  const say = () => {
    button.textContent = `Theme: ${NAMES[theme]}`;
  };
  const changed = () => document.dispatchEvent(new Event("themechange"));
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
    if (theme === "system") {
      delete dataset["theme"];
      localStorage.removeItem("cloudapi-theme");
    } else {
      dataset["theme"] = theme;
      localStorage.setItem("cloudapi-theme", theme);
    }
    say();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  say();
}
