// A topic that was shown is read: said to the server by a POST, once the page is in front of the person.
const mark = document.querySelector("form[data-read]");
if (mark) {
  const say = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", say);
    fetch(mark.action, { method: "POST", body: new FormData(mark), headers: { "X-Fragment": "1" } }).then((answer) => {
      if (answer.ok) mark.hidden = true;
    });
  };
  document.addEventListener("visibilitychange", say);
  say();
}
