// sweep.js -- the page of a sweep: who ranks first, by how much, and where it is not told apart.
(function (suanli) {
  "use strict";

  const { html, name, section, facts, svg } = suanli.elements;
  const { format } = suanli;
  const { Figures, verdictWords, percentOf, signed } = suanli.sweepFigures;
  const mostHeatMaps = 6, mostMissing = 40, mostBars = 400;

  // By rank, then mean; without ranks by mean.
  function ordered(rows) {
    return rows.slice().sort((a, b) => (a.rank === null ? Infinity : a.rank) - (b.rank === null ? Infinity : b.rank) || a.mean - b.mean || a.point - b.point);
  }

  // Who is first how often, in words, by one figure.
  function verdict(figures, figure) {
    const groups = figures.groups();
    const score = new Map();
    const baselines = new Set();
    for (const points of groups) {
      const columns = figures.varying(points);
      const rows = figures.byFigure[figure].filter((row) => points.includes(row.point));
      const first = rows.filter((row) => row.rank === 1);
      for (const row of rows) {
        const label = figures.label(row.point, columns);
        if (row.verdict === "baseline") baselines.add(label);
        if (!score.has(label)) score.set(label, { label, first: 0, alone: 0, better: [], worse: 0, alike: 0, rows: [] });
        const it = score.get(label);
        it.rows.push(row);
        if (row.rank === 1) it.first += 1;
        if (row.rank === 1 && first.length === 1) it.alone += 1;
        if (row.verdict === "better") it.better.push(Math.abs(percentOf(row) || 0));
        if (row.verdict === "worse") it.worse += 1;
        if (row.verdict === "not_told_apart" || row.verdict === "same") it.alike += 1;
      }
    }
    const order = [...score.values()].sort((a, b) => b.first - a.first || b.alone - a.alone || b.better.length - a.better.length);
    const best = order[0];
    if (!best || best.first === 0) return "No ranks: more is neither better nor worse for this figure, or there is only one point.";
    const where = groups.length === 1 ? (best.alone ? ", alone" : ", not told apart from " + format.list(order.filter((it) => it !== best && it.first).map((it) => it.label)))
      : " in " + best.first + " of " + groups.length + " settings" + (best.alone === best.first ? ", each time alone" : best.alone ? ", alone in " + best.alone : ", never alone");
    const against = baselines.size === 1 && !baselines.has(best.label) ? [" Against ", name([...baselines][0]), " it is ", ...comparison(best, groups.length)] : "";
    const value = groups.length === 1 ? " (" + figures.show(figure, best.rows[0].mean) + ")" : "";
    return [name(best.label), " ranks first by ", figures.title(figure), value, where, ".", against];
  }

  function comparison(best, groupCount) {
    const most = Math.max(...best.better), least = Math.min(...best.better);
    const by = best.better.length === 0 ? "" : " by " + (format.percent(least) === format.percent(most) ? format.percent(most) : format.percent(least) + " to " + format.percent(most));
    if (groupCount === 1) return [best.better.length ? "better" + by + "." : best.worse ? "worse." : "not told apart."];
    const parts = [];
    if (best.better.length) parts.push("better in " + best.better.length + by);
    if (best.alike) parts.push("not told apart in " + best.alike);
    if (best.worse) parts.push("worse in " + best.worse);
    return [parts.join(", ") + "."];
  }

  // A bar from zero with the 95 % interval as a line over it, on the scale of all groups.
  function bar(row, low, high, isBaseline) {
    const x = (value) => Math.min(Math.max((value - low) / (high - low || 1) * 1000, 0), 1000);
    const zero = x(0);
    const parts = [svg("rect", { class: isBaseline ? "bar base" : "bar", x: Math.min(zero, x(row.mean)), width: Math.max(Math.abs(x(row.mean) - zero), 1), y: 3, height: 8 })];
    if (row.low !== null) {
      parts.push(svg("line", { class: "interval", x1: x(row.low), x2: x(row.high), y1: 7, y2: 7, "vector-effect": "non-scaling-stroke" }));
      for (const end of [row.low, row.high]) parts.push(svg("line", { class: "interval", x1: x(end), x2: x(end), y1: 1, y2: 13, "vector-effect": "non-scaling-stroke" }));
    }
    return svg("svg", { viewBox: "0 0 1000 14", height: 14, preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
  }

  function barRow(figures, figure, row, columns, scale, tie) {
    const interval = row.low === null ? "" : " (" + figures.show(figure, row.low) + " to " + figures.show(figure, row.high) + ")";
    const told = row.verdict === "" ? "" : row.verdict === "baseline" ? "baseline" : signed(percentOf(row)) + (percentOf(row) === null ? "" : ", ") + verdictWords[row.verdict];
    return html("li", { class: "ranked" + tie },
      html("span", { class: "rank", title: "rank: points of one rank are not told apart" }, row.rank === null ? "" : "#" + row.rank + (tie === "" ? "" : "=")),
      html("span", { class: "who" }, name(figures.label(row.point, columns))), html("span", { class: "value" }, html("b", {}, figures.show(figure, row.mean)), interval),
      html("span", { class: "told" }, told), html("div", { class: "track" }, bar(row, scale[0], scale[1], row.verdict === "baseline")));
  }

  // Classes of a row that shares its rank with others, the next ones joined to the first.
  function tieOf(rows, i) {
    const { rank } = rows[i];
    if (rank === null || rows.filter((row) => row.rank === rank).length < 2) return "";
    return i > 0 && rows[i - 1].rank === rank ? " tied joined" : " tied";
  }

  function bars(figures, figure) {
    const all = figures.byFigure[figure];
    const ends = all.flatMap((row) => [row.mean, row.low, row.high]).filter((value) => value !== null);
    const scale = [Math.min(0, ...ends), Math.max(0, ...ends)];
    let left = mostBars;
    const made = figures.groups().map((points) => {
      const inside = new Set(points);
      const rows = ordered(all.filter((row) => inside.has(row.point))).slice(0, Math.max(left, 0));
      left -= rows.length;
      if (rows.length === 0) return null;
      const varying = figures.varying(points);
      const fixed = figures.columns().filter((column) => !varying.includes(column) && figures.valuesOf(column).length > 1);
      return [fixed.length ? html("h3", {}, fixed.map((column, i) => [i > 0 ? ", " : "", name(figures.columnName(column)), " ", name(figures.data.points[points[0]][column])])) : null,
        html("ol", { class: "ranking" }, rows.map((row, i) => barRow(figures, figure, row, varying.length ? varying : figures.columns(), scale, tieOf(rows, i))))];
    });
    return [made, left < 0 ? html("p", { class: "quiet" }, "Only the first " + mostBars + " points are drawn; the table has all.") : null];
  }

  // A table of means for two axes; shades grow with the value, the numbers say it too.
  function heatMap(figures, figure, a, b) {
    const sums = new Map();
    for (const row of figures.byFigure[figure]) {
      const cells = figures.data.points[row.point];
      const key = cells[a] + "\u0000" + cells[b];
      const sum = sums.get(key) || { total: 0, count: 0 };
      sums.set(key, { total: sum.total + row.mean, count: sum.count + 1 });
    }
    const mean = (x, y) => {
      const sum = sums.get(x + "\u0000" + y);
      return sum ? sum.total / sum.count : null;
    };
    const values = [...sums.values()].map((sum) => sum.total / sum.count);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const cell = (x, y) => {
      const value = mean(x, y);
      const made = html("td", { class: "cell" }, value === null ? "missing" : figures.show(figure, value));
      if (value !== null) made.style.background = "color-mix(in srgb, var(--s1) " + Math.round(4 + 40 * (high > low ? (value - low) / (high - low) : 0)) + "%, var(--paper))";
      return made;
    };
    const [rows, columns] = [figures.valuesOf(a), figures.valuesOf(b)];
    const others = figures.columns().some((column) => column !== a && column !== b && figures.valuesOf(column).length > 1);
    return html("div", { class: columns.length > 3 ? "wide" : null }, html("h3", {}, name(figures.columnName(a)), " and ", name(figures.columnName(b))),
      html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "means by two axes" }, html("table", { class: "heat" },
        html("caption", {}, figures.title(figure) + (others ? ", mean over the other axes" : "")),
        html("thead", {}, html("tr", {}, html("th", { scope: "col" }, ""), columns.map((value) => html("th", { scope: "col", class: "number" }, name(value))))),
        html("tbody", {}, rows.map((x) => html("tr", {}, html("th", { scope: "row" }, name(x)), columns.map((y) => cell(x, y))))))));
  }

  function heatMaps(figures, figure) {
    const axes = figures.columns().filter((column) => figures.valuesOf(column).length > 1);
    const pairs = axes.flatMap((a, i) => axes.slice(i + 1).map((b) => [a, b]));
    if (pairs.length === 0) return html("p", { class: "quiet" }, "One axis only: there are no pairs to draw.");
    return [html("div", { class: "pair" }, pairs.slice(0, mostHeatMaps).map(([a, b]) => heatMap(figures, figure, a, b))),
      pairs.length > mostHeatMaps ? html("p", { class: "quiet" }, "The first " + mostHeatMaps + " of " + pairs.length + " pairs of axes.") : null];
  }

  function comparisonTable(figures, figure) {
    const show = (value) => figures.show(figure, value);
    const interval = (low, high) => (low === null ? null : html("small", {}, show(low) + " to " + show(high)));
    const axis = (column) => {
      const numbers = figures.valuesOf(column).every((value) => value !== "" && Number.isFinite(Number(value)));
      const value = (row) => figures.data.points[row.point][column];
      return { title: name(figures.columnName(column)), number: numbers && column > 0, value: (row) => (numbers ? Number(value(row)) : value(row)), show: (row) => name(value(row)) };
    };
    const rank = { title: "rank", number: true, value: (row) => row.rank, show: (row) => (row.rank === null ? "\u2013" : String(row.rank)) };
    const columns = [...figures.columns().map(axis),
      { title: "runs", number: true, value: (row) => row.n, show: (row) => format.whole(row.n) },
      { title: "mean and 95\u00a0% interval", number: true, value: (row) => row.mean, show: (row) => [show(row.mean), interval(row.low, row.high)] },
      rank];
    const told = (row) => (row.verdict === "" ? "\u2013" : [signed(percentOf(row)), percentOf(row) === null ? "" : ", ", verdictWords[row.verdict]]);
    if (figures.hasBaseline()) {
      columns.push({ title: "difference and 95\u00a0% interval", number: true, value: (row) => row.diff, show: (row) => [show(row.diff), interval(row.diffLow, row.diffHigh)] },
        { title: "against the baseline", value: percentOf, show: told });
    }
    const rows = figures.byFigure[figure];
    return suanli.table.table(columns, rows, { id: "compare-table", tall: rows.length > 16, label: "compare.csv for one figure", caption: figures.title(figure) + ": every point; compare.csv has all figures" });
  }

  function choice(figures, chosen) {
    const option = (figure) => html("option", { value: figure }, figures.title(figure));
    const rest = figures.data.figures.map((_, i) => i).filter((i) => !figures.headline.includes(i) && figures.byFigure[i].length > 0);
    return html("div", { class: "controls" }, html("label", {}, "Figure ", html("select", { id: "figure", onchange: (event) => chosen(Number(event.target.value)) },
      html("optgroup", { label: "of this sweep" }, figures.headline.map(option)), html("optgroup", { label: "all others" }, rest.map(option)))));
  }

  function size(data, figures) {
    const there = data.points.length - data.missing.length;
    const cut = { all: "", whole_workload: "Figures of single tenants are in compare.csv only.", headline: "Figures other than the sweep's metrics are in compare.csv only." }[data.choice];
    const runs = figures.replications();
    return facts([
      ["Points", format.whole(data.points.length) + (data.missing.length ? ", of which " + format.whole(there) + " are there" : "")],
      ["Axes", figures.columns().map((column, i) => [i > 0 ? "; " : "", html("code", {}, name(data.columns[column])), ": " + format.whole(figures.valuesOf(column).length) + " values"])],
      ["Replications", data.is_random ? (data.has_goal ? "as many as the wanted interval needs, " : "") + (runs[0] === runs[1] ? format.whole(runs[1]) : format.whole(runs[0]) + " to " + format.whole(runs[1])) +
        " of each point, with the same seeds for points that are compared" : "1: nothing is random, so there are no intervals"],
      data.why !== "" ? ["Question", name(data.why)] : null, ["Seed", data.seed], ["Plan", html("code", {}, data.plan_hash)], cut !== "" ? ["Left out here", cut] : null]);
  }

  function missing(data, figures) {
    if (data.missing.length === 0) return null;
    const named = data.missing.slice(0, mostMissing).map((point) => html("li", {}, "point " + point + ": ", name(figures.label(point, figures.columns()))));
    return html("div", { class: "warning", id: "missing" }, html("p", {}, html("b", {}, format.whole(data.missing.length) + (data.missing.length === 1 ? " point is" : " points are") + " missing"),
      " from these results:"), html("ul", {}, named), data.missing.length > mostMissing ? html("p", {}, "and " + format.whole(data.missing.length - mostMissing) + " more.") : null);
  }

  function page(data) {
    const figures = new Figures(data);
    const places = { verdict: html("span", { id: "verdict" }), bars: html("div"), heat: html("div"), table: html("div") };
    const draw = (figure) => {
      places.verdict.replaceChildren(html("span", {}, verdict(figures, figure)));
      places.bars.replaceChildren(html("div", {}, bars(figures, figure)));
      places.heat.replaceChildren(html("div", {}, heatMaps(figures, figure)));
      places.table.replaceChildren(comparisonTable(figures, figure));
    };
    const first = figures.headline.length ? figures.headline[0] : figures.byFigure.findIndex((rows) => rows.length > 0);
    const picker = choice(figures, draw);
    if (first >= 0) draw(first);
    return [
      suanli.run.header(name(data.name), places.verdict, [["ranking", "Ranking"], ["pairs", "Pairs of axes"], ["table", "All points"], ["size", "Size and files"]]),
      html("main", {}, missing(data, figures), section("ranking", "Ranking", picker,
        html("p", { class: "quiet" }, "Bars are means" + (data.is_random ? ", lines over them 95\u00a0% intervals" : "") + ". Points with the same number (=, and a line beside them) are not told apart" + (data.is_random ? " at 5\u00a0% (Holm)" : "") + "." +
          (figures.hasBaseline() ? " Per cent and verdict compare with the baseline" + (data.is_random ? ", pair by pair of equal seeds." : ".") : "")), places.bars),
      section("pairs", "Pairs of axes", places.heat), section("table", "All points", places.table), section("size", "Size and files", size(data, figures), suanli.run.files(data))),
      suanli.run.footer(data.version),
    ];
  }

  suanli.sweep = { page };
})(window.suanli = window.suanli || {});
