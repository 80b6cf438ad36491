// Puts the keyboard into the terminal once it is drawn, and says when it has ended.
"use strict";
(() => {
  const closed = document.getElementById("closed");
  let focused = false;
  new MutationObserver(() => {
    const state = document.body.classList;
    if (state.contains("-first-byte") && !focused) {
      focused = true;
      document.querySelector(".xterm-helper-textarea")?.focus();
    }
    if (state.contains("-closed") && closed.hidden) {
      closed.hidden = false;
      document.getElementById("again").focus();
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
})();
