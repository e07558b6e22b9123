// Files of a message: sent as soon as they are chosen, pasted or dropped, each with its progress.
import { send } from "./uploads.js";

for (const box of document.querySelectorAll("[data-attach]")) attach(box);

function attach(box) {
  const form = box.closest("form");
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-attached]");
  const state = box.querySelector("[data-attach-state]");
  const area = form.querySelector(".lc-editor textarea");
  let underway = 0;
  box.querySelector("[data-attach-plain]").hidden = true;
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the form must not send them again
    for (const file of files) take(file);
  });
  area.addEventListener("paste", (event) => fromOutside(event, event.clipboardData));
  area.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  area.addEventListener("drop", (event) => fromOutside(event, event.dataTransfer));
  form.addEventListener("submit", (event) => {
    if (!underway) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(`${underway === 1 ? "Un fichier est" : `${underway} fichiers sont`} en cours d’envoi : publiez juste après.`);
  }, true);

  // A word processor puts a picture of its text beside the text: the text is what is wanted.
  function fromOutside(event, data) {
    if (!data.files.length || data.getData("text/plain")) return;
    event.preventDefault();
    for (const file of data.files) take(file);
  }

  async function take(file) {
    box.open = true;
    underway += 1;
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    line.append(`${file.name} `, bar);
    bar.setAttribute("aria-label", `Envoi de ${file.name}`);
    state.append(line);
    try {
      list.insertAdjacentHTML("beforeend", await send(file, box.dataset.attach, (part) => (bar.value = part)));
      line.remove();
      list.lastElementChild?.querySelector("input")?.focus();
    } catch (why) {
      refused(line, file, why);
    }
    underway -= 1;
  }

  function refused(line, file, why) {
    line.replaceChildren(`« ${file.name} » : ${why.message} `);
    line.className = "fr-error-text";
    if (!why.isLost) return;
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Réessayer" });
    again.className = "fr-btn fr-btn--tertiary fr-btn--sm";
    again.addEventListener("click", () => (line.remove(), take(file)));
    line.append(again);
  }

  function say(words) {
    const line = Object.assign(document.createElement("p"), { textContent: words });
    state.append(line);
    setTimeout(() => line.remove(), 6000);
  }
}
