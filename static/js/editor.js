// The toolbar, the preview made by the server, and a draft kept in this browser until the text is published.
import "../vendor/toolbar.js";

const token = document.querySelector("meta[name=csrf-token]").content;
const leaving = new Set();
const SENT = "club-drafts-sent";

// A draft is dropped once the club said that the text is published: a session that ended meanwhile loses nothing.
const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
if (document.querySelector(".fr-alert--success[data-focus]")) for (const key of sent) localStorage.removeItem(key);
sessionStorage.removeItem(SENT);

for (const bar of document.querySelectorAll("markdown-toolbar")) bar.hidden = false;
for (const button of document.querySelectorAll("[data-preview]")) button.addEventListener("click", preview);
for (const area of document.querySelectorAll("textarea[data-draft]")) keepDraft(area);

async function preview(event) {
  event.preventDefault();
  const id = event.currentTarget.dataset.preview;
  const area = document.getElementById(id);
  const box = document.querySelector(`[data-preview-of="${id}"]`);
  const body = new URLSearchParams({ text: area.value });
  try {
    const answer = await fetch(event.currentTarget.formAction, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "X-Fragment": "1" },
    });
    box.innerHTML = answer.ok ? await answer.text() : "<p>L’aperçu n’est pas disponible. Votre texte est intact.</p>";
  } catch {
    box.innerHTML = "<p>Le réseau ne répond pas. Votre texte est intact.</p>";
  }
  box.hidden = false;
}

function keepDraft(area) {
  const key = `club-draft-${area.dataset.draft}`;
  const state = area.closest(".lc-editor")?.querySelector("[data-draft-state]");
  const kept = localStorage.getItem(key);
  if (kept && kept !== area.value && !area.value.trim()) {
    area.value = kept;
    if (state) state.textContent = "Votre brouillon gardé sur cet appareil est revenu.";
  }
  const first = area.value;
  let waiting;
  area.addEventListener("input", () => {
    leaving[area.value === first ? "delete" : "add"](area);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      localStorage.setItem(key, area.value);
      const now = new Date();
      if (state) state.textContent = `Brouillon gardé sur cet appareil à ${now.getHours()} h ${String(now.getMinutes()).padStart(2, "0")}.`;
    }, 800);
  });
  area.form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.preview) return;
    leaving.clear();
    clearTimeout(waiting);
    localStorage.setItem(key, area.value);
    sessionStorage.setItem(SENT, JSON.stringify([...JSON.parse(sessionStorage.getItem(SENT) ?? "[]"), key]));
  });
}

addEventListener("beforeunload", (event) => {
  if (leaving.size) event.preventDefault();
});
