// The improvements of every page. Without this file everything still works.
import "./theme.js";
import "./menus.js";
import "./focus.js";
import "./forms.js";
import "./reading.js";

if (document.querySelector("markdown-toolbar, [data-draft]") || sessionStorage.getItem("club-drafts-sent")) {
  import("./editor.js"); // also on the page after a text was sent: its draft is dropped there
}
if (document.querySelector("markdown-toolbar")) {
  import("./mentions.js");
}
if (document.querySelector("[data-attach]")) {
  import("./attach.js");
}
if (document.querySelector("[data-types]")) {
  import("./types.js");
}
if (document.querySelector("[data-choices]")) {
  import("./choices.js");
}
if (document.querySelector("[data-print]")) {
  import("./print.js");
}
if (document.querySelector("[data-send]")) {
  import("./files.js");
}
if (document.querySelector("[data-similar]")) {
  import("./similar.js");
}
if (document.querySelector("[data-progress]")) {
  import("./progress.js");
}
