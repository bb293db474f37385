// theme.js -- light or dark: as the system says until the reader chooses; on paper always light.
(function (suanli) {
  "use strict";

  const { html } = suanli.elements;
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  let chosen = null;

  function current() {
    return root.dataset.theme;
  }

  function apply(theme) {
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    for (const listener of listeners) listener();
  }

  function preferred() {
    return chosen || (system.matches ? "dark" : "light");
  }

  function button() {
    const label = () => (current() === "dark" ? "Light theme" : "Dark theme");
    const made = html("button", { type: "button", id: "theme", onclick: () => {
      chosen = current() === "dark" ? "light" : "dark";
      apply(chosen);
    } }, label());
    listeners.push(() => { made.textContent = label(); });
    return made;
  }

  function color(name) {
    return getComputedStyle(root).getPropertyValue("--" + name).trim();
  }

  // The i-th colour of a series, and its dash pattern, so that no curve is known by colour alone.
  const seriesCount = 8;
  const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3], [14, 5], [4, 2, 1, 2], [1, 4], [8, 2]];
  function series(index) {
    return color("s" + (index % seriesCount + 1));
  }
  function seriesVariable(index) {
    return "var(--s" + (index % seriesCount + 1) + ")";
  }
  function dash(index) {
    return dashes[index % dashes.length];
  }

  apply(preferred());
  system.addEventListener("change", () => apply(preferred()));
  window.addEventListener("beforeprint", () => apply("light"));
  window.addEventListener("afterprint", () => apply(preferred()));

  suanli.theme = { button, color, series, seriesVariable, seriesCount, dash, current, onChange: (listener) => listeners.push(listener) };
})(window.suanli = window.suanli || {});
