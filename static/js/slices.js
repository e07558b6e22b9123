// A large file goes by slices: after a cut it goes on where it was, by itself, by « Réessayer », or from a new page.
const token = document.querySelector("meta[name=csrf-token]").content;
const SLICE = 500_000;
const PAUSES = [1, 3, 9]; // seconds before asking again by itself

export const isLarge = (file) => file.size > SLICE;

// Gives the name under which the whole file is held.
export async function sendSlices(file, slices, onProgress) {
  const name = [file.size, file.lastModified, file.name].join(" ");
  const url = `${slices}?fichier=${encodeURIComponent(name)}`;
  let held = await ask(url);
  while (held < file.size) {
    onProgress(held / file.size);
    const from = held;
    held = await ask(`${url}&debut=${from}`, file.slice(from, from + SLICE));
    if (held === from) throw lost();
  }
  return name;
}

async function ask(url, body) {
  for (const pause of PAUSES) {
    try {
      return await once(url, body);
    } catch (why) {
      if (!why.isLost) throw why;
      await new Promise((done) => setTimeout(done, pause * 1000));
    }
  }
  return once(url, body);
}

async function once(url, body) {
  const options = body ? { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" } } : {};
  const answer = await fetch(url, options).catch(() => {
    throw lost();
  });
  if (answer.redirected) throw new Error("Votre session est fermée. Rechargez la page, puis reprenez : l’envoi reprendra où il en était.");
  if (answer.ok) return Number(await answer.text());
  if (answer.status >= 500) throw lost();
  const isOurs = answer.headers.get("Content-Type")?.startsWith("text/plain");
  throw new Error(isOurs ? await answer.text() : "Le fichier n’est pas envoyé. Rechargez la page, puis réessayez.");
}

function lost() {
  return Object.assign(new Error("Le réseau ne répond pas. Réessayez : l’envoi reprendra où il en était."), { isLost: true });
}
