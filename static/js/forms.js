// Passwords that can be shown; buttons that are pressed once, one of which drops a draft; links to a field that bring to it.
for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.textContent = isShown ? "Afficher" : "Masquer";
    button.setAttribute("aria-pressed", !isShown);
  });
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "1";
  const place = /\/brouillons\/([a-z0-9-]+)\/supprimer\b/.exec(`${event.submitter?.formAction} ${event.target.action}`)?.[1];
  const copies = new RegExp(`^club-draft-${place}(-[a-z_]+)?$`); // what this browser kept of it goes too
  if (place) for (const key of Object.keys(localStorage)) if (copies.test(key)) localStorage.removeItem(key);
  setTimeout(() => delete event.target.dataset.sent, 8000);
});

for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
