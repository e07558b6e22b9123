// The toolbar, the preview made by the server, what is pasted; drafts have a file of their own.
import "../vendor/toolbar.js";
import { keepDraft } from "./drafts.js";

const token = document.querySelector("meta[name=csrf-token]").content;

for (const bar of document.querySelectorAll("markdown-toolbar")) bar.hidden = false;
for (const button of document.querySelectorAll("[data-preview]")) button.addEventListener("click", preview);
for (const area of document.querySelectorAll("[data-draft]")) keepDraft(area);
for (const area of document.querySelectorAll(".lc-editor textarea")) area.addEventListener("paste", paste);

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

// Formatted text is turned to Markdown by a script that is only loaded then; plain text is left to the browser.
async function paste(event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!/<(table|b|strong|i|em|a|ul|ol|h[1-6])[\s>]|MsoList/i.test(html)) return;
  const area = event.currentTarget;
  const plain = event.clipboardData.getData("text/plain");
  event.preventDefault();
  let words = plain;
  try {
    words = (await import("./paste.js")).markdown(html) || plain;
  } catch {
    // The network does not answer: the plain text is pasted.
  }
  area.focus();
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
