// While the title of a question is typed: what the club already knows, found by the server.
const box = document.querySelector("[data-similar]");
const title = document.getElementById(box.dataset.similar);
let waiting;
let last = title.value;

document.querySelector("[data-similar-step]").hidden = true;
title.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 400);
});

async function show() {
  const asked = title.value.trim();
  if (asked === last) return;
  last = asked;
  if (asked.length < 8) {
    box.replaceChildren();
    return;
  }
  const answer = await fetch(`${box.dataset.from}?${new URLSearchParams({ titre: asked })}`, { headers: { "X-Fragment": "1" } }).catch(() => null);
  if (answer?.ok && !answer.redirected && asked === title.value.trim()) box.innerHTML = await answer.text();
}
