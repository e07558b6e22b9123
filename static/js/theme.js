// Light or dark: the person's choice, kept in this browser, wins over the device's.
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => root.dataset.frTheme === "dark";
// DSFR’s own colours and signs know no media query: the device’s choice is told to it.
const follow = () => {
  root.dataset.frTheme = localStorage.getItem("club-theme") ?? (device.matches ? "dark" : "light");
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.setAttribute("aria-pressed", isDark());
};

follow();
device.addEventListener("change", follow);
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem("club-theme", isDark() ? "light" : "dark");
    follow();
  });
}
