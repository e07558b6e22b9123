// Files of a message: sent as soon as they are chosen, pasted or dropped, each with its progress.
import { courier } from "./courier.js";

for (const box of document.querySelectorAll("[data-attach]")) attach(box);

function attach(box) {
  const form = box.closest("form");
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-attached]");
  const state = box.querySelector("[data-attach-state]");
  const area = form.querySelector(".lc-editor textarea");
  const take = courier({
    form,
    state,
    url: () => box.dataset.attach,
    slices: box.dataset.slices,
    largest: Number(box.dataset.largest),
    added(line) {
      list.insertAdjacentHTML("beforeend", line);
      list.lastElementChild?.querySelector("input")?.focus();
    },
  });
  box.querySelector("[data-attach-plain]").hidden = true;
  input.addEventListener("change", takeChosen);
  takeChosen(); // on a slow line a file may be chosen before this script is here
  area.addEventListener("paste", (event) => fromOutside(event, event.clipboardData));
  area.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  area.addEventListener("drop", (event) => fromOutside(event, event.dataTransfer));

  function takeChosen() {
    const files = [...input.files];
    input.value = ""; // the form must not send them again
    files.forEach(take);
  }

  // A word processor puts a picture of its text beside the text: the text is what is wanted.
  function fromOutside(event, data) {
    if (!data.files.length || data.getData("text/plain")) return;
    event.preventDefault();
    box.open = true;
    for (const file of data.files) take(file);
  }
}
