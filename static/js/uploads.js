// One file sent by itself, with its progress: a cut connection loses this one only, and a large one goes on where it was.
import { isLarge, sendSlices } from "./slices.js";

const token = document.querySelector("meta[name=csrf-token]").content;

// Gives what the server answered; throws its sentence, or one about the network.
// Its `isLost` says that sending again may help.
export async function send(file, { url, slices, onProgress }) {
  const body = new FormData();
  if (!isLarge(file)) {
    body.append("files", file);
    return post(body, url, onProgress);
  }
  body.append("arrived", await sendSlices(file, slices, onProgress));
  body.append("name", file.name);
  body.append("size", file.size);
  return post(body, url, () => {});
}

function post(body, url, onProgress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("X-Fragment", "1");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("error", () => failed(lost("Le réseau ne répond pas. Le fichier n’est pas envoyé.")));
    request.addEventListener("load", () => {
      const isOurs = pathOf(request.responseURL) === pathOf(url); // else the session ended: it is the sign-in page
      if (request.status < 300 && isOurs) return done(request.responseText);
      if (request.status === 413 && !isText(request)) return failed(new Error("Le fichier est trop lourd. Allégez-le puis ajoutez-le à nouveau."));
      const said = isText(request) && request.responseText;
      if (said) return failed([409, 503].includes(request.status) ? lost(said) : new Error(said));
      failed(lost("Le fichier n’est pas envoyé. Rechargez la page, puis réessayez : votre texte est gardé."));
    });
    request.send(body);
  });
}

function pathOf(url) {
  return url && new URL(url, location.href).pathname;
}

function isText(request) {
  return request.getResponseHeader("Content-Type")?.startsWith("text/plain");
}

function lost(words) {
  return Object.assign(new Error(words), { isLost: true });
}
