// Drafts: dropped in this browser once the club says that the text is published, kept here and on the server until then.
const token = document.querySelector("meta[name=csrf-token]").content;
const leaving = new Set();
const SENT = "club-drafts-sent";
// Back on a form, the browser gives back what may have been published since: that is no draft until it is touched.
const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const isQuote = new URLSearchParams(location.search).has("citer"); // the text that waits there is no draft

// A draft is dropped once the club said that the text is published: a session that ended meanwhile loses nothing.
const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
if (document.querySelector(".fr-alert--success[data-focus]")) for (const key of sent) localStorage.removeItem(key);
sessionStorage.removeItem(SENT);

// Kept at once in this browser, and on the server a little later; the state line says which.
export function keepDraft(area) {
  const key = `club-draft-${area.dataset.draft}${area.name === "body" ? "" : `-${area.name}`}`;
  const isSender = area.form.querySelector("[data-draft]") === area; // of the whole form, when it has several texts
  const say = (words) => {
    const typing = area.form.contains(document.activeElement) ? document.activeElement : area;
    const state = typing.closest(".lc-editor")?.querySelector("[data-draft-state]");
    if (state) state.textContent = words;
  };
  const local = localStorage.getItem(key);
  if (local && local !== area.value && local.length > area.value.length) {
    area.value = local;
    say("Votre brouillon gardé sur cet appareil est revenu.");
  } else if (area.value && area.value === area.defaultValue && !area.form.elements.version && !area.closest(".fr-input-group--error") && !isQuote) {
    say("Votre brouillon est revenu.");
  }
  const first = area.value === local ? local : area.defaultValue;
  let soon, later;
  const send = async () => {
    try {
      const answer = await fetch(area.dataset.draftTo, {
        method: "POST",
        body: new URLSearchParams([...new FormData(area.form)].filter(([, value]) => typeof value === "string")),
        headers: { "X-CSRFToken": token, "X-Fragment": "1" },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      for (const one of leaving) if (one.form === area.form) leaving.delete(one);
      say(`Brouillon enregistré à ${clock()}.`);
    } catch {
      say(`Brouillon gardé sur cet appareil à ${clock()} ; le club ne répond pas, nouvel essai bientôt.`);
      later = setTimeout(send, 30000);
    }
  };
  const keep = () => {
    clearTimeout(soon);
    clearTimeout(later);
    soon = setTimeout(() => {
      if (area.value !== area.defaultValue) localStorage.setItem(key, area.value);
      say(`Brouillon gardé sur cet appareil à ${clock()}.`);
    }, 800);
    if (isSender) later = setTimeout(send, 3000);
  };
  area.form.addEventListener("input", () => {
    leaving[area.value === first ? "delete" : "add"](area);
    keep();
  });
  if (area.value !== first && !isBack && !area.form.dataset.sent) keep(); // typed before this script came
  if (isSender) addEventListener("online", send);
  area.form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.preview) return;
    leaving.clear();
    clearTimeout(soon);
    clearTimeout(later);
    if ("keep" in (event.submitter?.dataset ?? {})) return localStorage.removeItem(key);
    if (area.value !== area.defaultValue) localStorage.setItem(key, area.value);
    sessionStorage.setItem(SENT, JSON.stringify([...JSON.parse(sessionStorage.getItem(SENT) ?? "[]"), key]));
  });
}

function clock() {
  const now = new Date();
  return `${now.getHours()} h ${String(now.getMinutes()).padStart(2, "0")}`;
}

addEventListener("beforeunload", (event) => {
  if (leaving.size) event.preventDefault();
});
