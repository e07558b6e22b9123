// Light or dark: the person's choice, kept in this browser, wins over the device's.
const root = document.documentElement;
const kept = localStorage.getItem("club-theme");
if (kept) root.dataset.frTheme = kept;

const isDark = () =>
  root.dataset.frTheme ? root.dataset.frTheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.setAttribute("aria-pressed", isDark());
  button.addEventListener("click", () => {
    root.dataset.frTheme = isDark() ? "light" : "dark";
    localStorage.setItem("club-theme", root.dataset.frTheme);
    button.setAttribute("aria-pressed", isDark());
  });
}
