// After « @ » and two letters in an editor: the names the club knows, found by the server. Arrows, Enter, Escape.
const TYPED = /(?:^|[^\p{L}\p{N}@/.])@([\p{L}\p{N}’'-]{2,40})$/u;

for (const form of document.querySelectorAll("form[data-names]")) complete(form.querySelector(".lc-editor textarea"), form.dataset.names);

function complete(area, address) {
  const list = document.createElement("div");
  list.className = "lc-names";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Personnes à mentionner");
  list.setAttribute("aria-live", "polite");
  list.hidden = true;
  area.after(list);
  let waiting;
  let asked = "";

  area.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = before(area);
    if (!typed) return close();
    waiting = setTimeout(() => propose(typed), 200);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      list.firstElementChild.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    if (event.key === "Escape") {
      close();
      area.focus();
    }
    const next = { ArrowDown: here.nextElementSibling, ArrowUp: here.previousElementSibling ?? area }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    next?.focus();
  });

  async function propose(typed) {
    asked = typed;
    const wanted = new URL(address, location);
    wanted.searchParams.set("debut", typed);
    const answer = await fetch(wanted).catch(() => null);
    if (!answer?.ok || answer.redirected || asked !== before(area)) return;
    const people = await answer.json();
    list.replaceChildren(...people.map(choice));
    list.hidden = !people.length;
  }

  function choice(person) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fr-btn fr-btn--tertiary-no-outline fr-btn--sm";
    button.textContent = person.place ? `${person.name}, ${person.place}` : person.name;
    button.addEventListener("click", () => {
      const start = area.selectionStart - before(area).length;
      area.focus();
      area.setRangeText(`${person.handle} `, start, area.selectionStart, "end");
      close();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  }

  function close() {
    asked = "";
    list.hidden = true;
  }
}

function before(area) {
  return TYPED.exec(area.value.slice(0, area.selectionStart))?.[1] ?? "";
}
