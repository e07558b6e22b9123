// What just happened is what a screen reader says first: the error summary, else the notice.
const said = document.querySelector(".fr-alert--error[data-focus]") ?? document.querySelector("[data-focus]");
if (said) said.focus();
