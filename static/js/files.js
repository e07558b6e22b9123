// Files of a resource: sent as soon as they are chosen or dropped, whatever becomes of the rest of the form.
import { courier } from "./courier.js";

for (const box of document.querySelectorAll("[data-send]")) sending(box);

function sending(box) {
  const form = box.closest("form");
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-sent]");
  const take = courier({
    form,
    state: box.querySelector("[data-sending]"),
    url: () => box.dataset.send,
    slices: box.dataset.slices,
    largest: Number(box.dataset.largest),
    added(line) {
      if (!line) return; // it was there already
      list.insertAdjacentHTML("beforeend", line);
      goOn(list.lastElementChild.dataset);
    },
  });
  input.addEventListener("change", takeChosen);
  takeChosen(); // on a slow line a file may be chosen before this script is here
  box.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  box.addEventListener("drop", (event) => {
    if (event.target === input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    for (const file of event.dataTransfer.files) take(file);
  });

  function takeChosen() {
    const files = [...input.files];
    input.value = ""; // the form must not send them again
    files.forEach(take);
  }

  // The first file has made a draft: the same form is now the one that edits it.
  function goOn(sent) {
    box.dataset.send = sent.next;
    form.elements.version.value = sent.version;
    if (form.getAttribute("action") === sent.action) return;
    form.setAttribute("action", sent.action);
    form.elements.submission.value = sent.submission;
    history.replaceState(null, "", sent.action);
  }
}
