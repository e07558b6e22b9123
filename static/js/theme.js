// Light or dark: the person's choice, kept in this browser, wins over the device's.
const root = document.documentElement;
const kept = localStorage.getItem("club-theme");
const device = matchMedia("(prefers-color-scheme: dark)");
// DSFR’s own colours know no media query: under the `etat` theme the device’s choice is told to it.
if (kept) root.dataset.frTheme = kept;
else if (root.dataset.frScheme === "system") root.dataset.frTheme = device.matches ? "dark" : "light";

const isDark = () => (root.dataset.frTheme ? root.dataset.frTheme === "dark" : device.matches);

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.setAttribute("aria-pressed", isDark());
  button.addEventListener("click", () => {
    root.dataset.frTheme = isDark() ? "light" : "dark";
    localStorage.setItem("club-theme", root.dataset.frTheme);
    button.setAttribute("aria-pressed", isDark());
  });
}
