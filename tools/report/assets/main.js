// main.js -- reads the data, builds the page for its kind, then draws what needs to know its width.
(function (suanli) {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const pages = { run: suanli.run, compare: suanli.compare, sweep: suanli.sweep };
  document.getElementById("page").append(...pages[data.kind].page(data));
  for (const draw of suanli.later) draw();
  document.documentElement.dataset.ready = "yes";
})(window.suanli = window.suanli || {});
