// Menus close with Escape and with a click elsewhere.
document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".lc-menu[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".lc-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
if (matchMedia("(max-width: 63.99em)").matches) {
  for (const facet of document.querySelectorAll(".lc-facets details[data-folds]")) facet.open = false;
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
