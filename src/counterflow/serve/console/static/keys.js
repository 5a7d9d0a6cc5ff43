// Keys of the console. Every page works without them; docs/console.md and /keys list them.
(() => {
  "use strict";
  const OFF = "counterflow.keys.off";
  const links = new Map([...document.querySelectorAll("nav a[data-key]")].map((a) => [a.dataset.key, a]));
  let awaited = 0;

  // Single-key shortcuts must be possible to turn off (WCAG 2.2, 2.1.4).
  const off = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
  const place = document.getElementById("keys-switch");
  if (place) {
    const button = document.createElement("button");
    const say = () => { button.textContent = off() ? "Turn the keys on" : "Turn the keys off"; };
    button.type = "button";
    button.addEventListener("click", () => {
      try { localStorage.setItem(OFF, off() ? "no" : "yes"); } catch { /* nowhere to keep it */ }
      say();
    });
    say();
    place.append(button);
  }

  const typing = (target) => target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
  const rows = () => [...document.querySelectorAll("main tbody tr a:first-of-type")];

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    if (typing(event.target)) return;
    const now = Date.now();
    let done = true;
    if (now - awaited < 1500 && links.has(event.key)) { awaited = 0; links.get(event.key).click(); }
    else if (event.key === "g") { awaited = now; }
    else if (event.key === "?") { location.assign("/keys"); }
    else if (event.key === "/") {
      const box = document.querySelector("main input[type=search], main form input:not([type=hidden])");
      if (box) box.focus(); else location.assign("/screen");
    } else if (event.key === "j" || event.key === "k") {
      const all = rows();
      const at = all.indexOf(document.activeElement);
      const next = all[event.key === "j" ? Math.min(all.length - 1, at + 1) : Math.max(0, at - 1)];
      if (next) next.focus(); else done = false;
    } else { done = false; }
    if (done) event.preventDefault();
  });
})();
