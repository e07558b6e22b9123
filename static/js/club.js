// The improvements of every page. Without this file everything still works.
import "./theme.js";
import "./menus.js";
import "./focus.js";
import "./forms.js";
import "./reading.js";

if (document.querySelector("markdown-toolbar")) {
  import("./editor.js");
  import("./mentions.js");
}
if (document.querySelector("[data-similar]")) {
  import("./similar.js");
}
