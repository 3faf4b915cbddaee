/* Keys of the workbench: a key presses the element with that data-key. Forms work without this file. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const digit = /^Digit([1-9])$/.exec(event.code);
  const key = digit ? (event.shiftKey ? "shift+" : "") + digit[1] : event.key;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});
