// Files of a form, sent one after the other, each with a line: its progress, or why it is refused and how to try again.
import { send } from "./uploads.js";

// Gives what takes a file. `url` is asked when its turn comes; `added` is told what the server answered; `slices`
// is where a large file goes by parts.
export function courier({ form, state, url, slices, added, largest }) {
  let last = Promise.resolve();
  let underway = 0;
  form.addEventListener("submit", (event) => {
    if (!underway) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(`${underway === 1 ? "Un fichier est" : `${underway} fichiers sont`} en cours d’envoi : recommencez juste après.`);
  }, true);
  addEventListener("beforeunload", (event) => underway && event.preventDefault());
  return take;

  function take(file) {
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    line.append(`${file.name} `, bar);
    bar.setAttribute("aria-label", `Envoi de ${file.name}`);
    state.append(line);
    if (largest && file.size > largest * 1e6) {
      return refused(line, file, new Error(`Le fichier dépasse ${largest} Mo. Allégez-le puis ajoutez-le à nouveau.`));
    }
    underway += 1;
    last = last.then(() => carry(file, line, bar));
  }

  async function carry(file, line, bar) {
    try {
      added(await send(file, { url: url(), slices, onProgress: (part) => (bar.value = part) }));
      line.remove();
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
