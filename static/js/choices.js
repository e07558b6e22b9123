// Choices kept as one goes: each change is sent at once, and the line above the lists says that it is kept.
const form = document.querySelector("form[data-choices]");
const state = form.querySelector("[data-choices-state]");
let waiting = Promise.resolve(); // one after the other: each answer gives the version that the next one sends

async function keep() {
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
    if (answer.status === 409) {
      state.textContent = "Quelqu’un vient de choisir autrement : enregistrez pour voir les deux versions.";
      return;
    }
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    form.elements.version.value = (await answer.json()).version;
    const now = new Date();
    state.textContent = `Choix enregistrés à ${now.getHours()} h ${String(now.getMinutes()).padStart(2, "0")}.`;
  } catch {
    state.textContent = "Le club ne répond pas : vos choix restent sur cette page, enregistrez-les dans un instant.";
  }
}

form.addEventListener("change", () => {
  waiting = waiting.then(keep);
});
