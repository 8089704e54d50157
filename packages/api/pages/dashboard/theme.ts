// Loaded before the page is drawn, so that it is never drawn in the other theme.
{
  const kept = localStorage.getItem("cloudapi-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset["theme"] = kept;
}
