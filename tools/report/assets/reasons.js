// reasons.js -- why jobs waited: shares of all waiting time, in plain words.
(function (suanli) {
  "use strict";

  const { html, swatch } = suanli.elements;
  const { format, theme } = suanli;

  const words = {
    capacity: "too few devices were free in the whole cluster",
    fragmentation: "enough was free in all, but not on single nodes as the job needed it",
    quota: "the tenant's share was used up",
    priority: "a job with an earlier turn had to start first",
    gang: "not all tasks could start at the same time",
    dependency: "a job it depends on had not ended",
    zone: "the zones it may run in were full",
    reservation: "free devices were kept for a job with an earlier turn",
    balancing: "its replica was busy",
  };
  const places = Object.keys(words);

  function colorOf(reason) {
    const place = places.indexOf(reason);
    return theme.seriesVariable(place < 0 ? 7 : place);
  }

  function bar(reasons, total) {
    return html("div", { class: "stack", "aria-hidden": "true" }, reasons.map(([reason, seconds]) => {
      const part = html("span", { title: reason + ": " + format.percent(seconds / total) });
      part.style.flex = String(seconds / total) + " 0 0";
      part.style.background = colorOf(reason);
      return part;
    }));
  }

  function rowsOf(run) {
    const reasons = run.reasons.filter(([, seconds]) => seconds > 0).sort((a, b) => b[1] - a[1]);
    return { reasons, total: reasons.reduce((sum, [, seconds]) => sum + seconds, 0) };
  }

  function ofRun(run) {
    const { reasons, total } = rowsOf(run);
    if (total === 0) return html("p", {}, "No job waited.");
    const head = html("p", {}, "Together the jobs waited ", html("b", {}, format.duration(total)), ".");
    return [head, bar(reasons, total), suanli.table.table([
      { title: "reason", value: (row) => row[0], show: (row) => html("span", { class: "keyed" }, swatch(colorOf(row[0])), row[0]) },
      { title: "what held the job", mark: () => "words", value: (row) => words[row[0]] || "" },
      { title: "share of waiting", number: true, value: (row) => row[1], show: (row) => format.percent(row[1] / total) },
      { title: "waiting time", number: true, value: (row) => row[1], show: (row) => format.duration(row[1]) },
      { title: "jobs it held longest", number: true, value: (row) => row[2], show: (row) => format.whole(row[2]) },
    ], reasons, { id: "reasons-table", caption: "Why jobs waited" })];
  }

  function ofRuns(runs) {
    const seen = places.concat("other").filter((reason) => runs.some((run) => rowsOf(run).reasons.some(([name]) => name === reason)));
    const most = Math.max(...runs.map((run) => rowsOf(run).total));
    if (most === 0) return html("p", {}, "No job waited.");
    const legend = html("ul", { class: "legend" }, seen.map((reason) => html("li", {}, swatch(colorOf(reason)), reason + ": " + (words[reason] || ""))));
    const bars = runs.map((run) => {
      const { reasons, total } = rowsOf(run);
      const made = bar(reasons, total || 1);
      made.style.width = Math.max(100 * total / most, 0.5) + "%";
      return html("div", {}, html("h3", {}, suanli.elements.name(run.label), " \u2013 " + format.duration(total) + " of waiting"), made);
    });
    const table = suanli.table.table([{ title: "reason", value: (row) => row }].concat(runs.map((run) => {
      const found = new Map(rowsOf(run).reasons.map(([name, seconds]) => [name, seconds]));
      return { title: suanli.elements.name(run.label), number: true, value: (row) => found.get(row) || 0,
        show: (row) => format.duration(found.get(row) || 0) + " (" + format.percent((found.get(row) || 0) / (rowsOf(run).total || 1)) + ")" };
    })), seen, { caption: "Waiting time by reason" });
    return [html("p", { class: "quiet" }, "Bars are as long as the waiting time of all jobs together."), legend, bars, table];
  }

  suanli.reasons = { ofRun, ofRuns };
})(window.suanli = window.suanli || {});
