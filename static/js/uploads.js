// One file sent by itself, with its progress: a cut connection loses this one only.
const token = document.querySelector("meta[name=csrf-token]").content;

// Gives what the server answered; throws its sentence, or one about the network.
// Its `isLost` says that sending again may help.
export function send(file, url, onProgress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("X-Fragment", "1");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("error", () => failed(lost("Le réseau ne répond pas. Le fichier n’est pas envoyé.")));
    request.addEventListener("load", () => {
      const isOurs = request.responseURL.endsWith(new URL(url, location.href).pathname);
      if (request.status < 300 && isOurs) return done(request.responseText);
      const said = request.getResponseHeader("Content-Type")?.startsWith("text/plain") && request.responseText;
      failed(said ? new Error(said) : lost("Le fichier n’est pas envoyé. Rechargez la page, puis réessayez : votre texte est gardé."));
    });
    const body = new FormData();
    body.append("files", file);
    request.send(body);
  });
}

function lost(words) {
  return Object.assign(new Error(words), { isLost: true });
}
