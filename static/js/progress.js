// The progress of a work on its page: asked again every two seconds, said aloud by quarters, whole page once it ends.
const EVERY = 2000;
const said = document.querySelector("[data-progress-said]");
let quarter = 0;

function arrange(box) {
  const refresh = box.querySelector("[data-refresh]");
  if (refresh) refresh.hidden = true; // it refreshes by itself
  const bar = box.querySelector("progress");
  const now = bar ? Math.floor((4 * bar.value) / bar.max) : 0;
  if (now > quarter && said) said.textContent = `${now * 25} %`;
  quarter = now;
}

async function ask() {
  if (document.visibilityState !== "visible") return later();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return later(); // the site is restarting
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!fresh) return location.reload();
    const box = document.querySelector("[data-progress]");
    box.innerHTML = fresh.innerHTML;
    arrange(box);
  } catch {
    // the connection was cut: asked again later
  }
  later();
}

function later() {
  setTimeout(ask, EVERY);
}

arrange(document.querySelector("[data-progress]"));
later();
