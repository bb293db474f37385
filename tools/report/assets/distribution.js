// distribution.js -- how waits and slowdowns spread: shares in bins of a scale of ratios, and the share at or below each value.
(function (suanli) {
  "use strict";

  const { html, svg, figure, drawn, name } = suanli.elements;
  const { format, theme } = suanli;
  const floorWidth = 44;  // the place of "no wait", left of the scale

  // A scale of ratios between two values; what is at the floor lies in the middle of the place before it.
  function ratioScale(low, high, from, to, floor) {
    const a = Math.log10(low), b = Math.log10(Math.max(high, low * 1.0001));
    return (value) => (value < low || value <= floor ? from - floorWidth / 2 : from + (Math.log10(value) - a) / (b - a) * (to - from));
  }

  const timeTicks = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 6 * 3600, 86400, 10 * 86400, 100 * 86400, 1000 * 86400, 10000 * 86400];
  function ticks(low, high, isTime, scale, left) {
    let marks = timeTicks;
    if (!isTime) {
      marks = [];
      for (let power = -6; power < 19; ++power) marks.push(Math.pow(10, power));
    }
    let lastX = left - floorWidth / 2;  // the label of the floor
    return marks.filter((mark) => {
      if (mark < low * 0.999 || mark > high * 1.001 || scale(mark) - lastX < 50) return false;
      lastX = scale(mark);
      return true;
    });
  }

  function rangeOf(spreads) {
    const edges = spreads.flatMap((spread) => spread.edges);
    return edges.length ? [Math.min(...edges), Math.max(...edges)] : [1, 10];
  }

  function axisX(parts, plan, scale, low, high, top, bottom, left) {
    const text = (x, label) => svg("text", { x, y: bottom + 16, "text-anchor": "middle" }, label);
    for (const mark of ticks(low, high, plan.isTime, scale, left)) {
      parts.push(svg("line", { class: "grid", x1: scale(mark), x2: scale(mark), y1: top, y2: bottom }));
      parts.push(text(scale(mark), plan.isTime ? format.duration(mark) : format.number(mark)));
    }
    parts.push(text(left - floorWidth / 2, plan.floorLabel));
  }

  function axisY(parts, most, step, top, bottom, left, right) {
    for (let share = 0; share <= most * 1.0001; share += step) {
      const y = bottom - share / most * (bottom - top);
      parts.push(svg("line", { class: share === 0 ? "axis" : "grid", x1: left - floorWidth, x2: right, y1: y, y2: y }));
      parts.push(svg("text", { x: left - floorWidth - 6, y: y + 4, "text-anchor": "end" }, format.fixed(100 * share, 1) + "\u00a0%"));
    }
  }

  function histogram(spread, plan, width) {
    const height = 190, top = 8, bottom = height - 24, left = 50 + floorWidth, right = width - 28;
    const [low, high] = rangeOf([spread]);
    const scale = ratioScale(low, high, left, right, -1);
    const shares = [spread.at_floor, ...spread.in_bin].map((count) => count / spread.count);
    const step = format.roundStep(Math.max(...shares), 4);
    const most = Math.max(step * Math.ceil(Math.max(...shares) / step - 1e-9), step);
    const parts = [];
    axisY(parts, most, step, top, bottom, left, right);
    axisX(parts, plan, scale, low, high, top, bottom, left);
    const bar = (x, wide, count, label) => {
      const tall = count / spread.count / most * (bottom - top);
      parts.push(svg("rect", { class: "bar", x: x + 1, y: bottom - tall, width: Math.max(wide - 2, 1), height: tall },
        svg("title", {}, label + ": " + format.whole(count) + " jobs, " + format.percent(count / spread.count))));
    };
    const show = (value) => (plan.isTime ? format.duration(value) : format.number(value));
    bar(left - floorWidth + 4, floorWidth - 8, spread.at_floor, plan.floorLabel);
    spread.in_bin.forEach((count, i) => bar(scale(spread.edges[i]), scale(spread.edges[i + 1]) - scale(spread.edges[i]), count,
      show(spread.edges[i]) + " to " + show(spread.edges[i + 1])));
    return svg("svg", { viewBox: "0 0 " + width + " " + height, height, role: "img", "aria-label": plan.title + ": share of jobs by " + plan.what }, parts);
  }

  // The steps of "share at or below", from the floor's place to the right end.
  function stepPath(spread, scale, height, left, right) {
    const y = (count) => height(count / spread.count);
    let d = "M" + (left - floorWidth).toFixed(1) + " " + height(0).toFixed(1);
    spread.value.forEach((value, i) => {
      const x = Math.min(Math.max(scale(value), left - floorWidth), right).toFixed(1);
      d += "H" + x + "V" + y(spread.up_to[i]).toFixed(1);
    });
    return d + "H" + right.toFixed(1);
  }

  function cumulative(spreads, plan, width) {
    const single = spreads.length === 1;
    const labelRows = single ? 3 : 0;
    const top = 8 + 16 * labelRows, height = 230 + 16 * labelRows, bottom = height - 24, left = 50 + floorWidth, right = width - 28;
    const [low, high] = rangeOf(spreads);
    const scale = ratioScale(low, high, left, right, plan.floor);
    const y = (share) => bottom - share * (bottom - top);
    const parts = [];
    axisY(parts, 1, 0.25, top, bottom, left, right);
    axisX(parts, plan, scale, low, high, top, bottom, left);
    spreads.forEach((spread, i) => {
      if (spread.count === 0) return;
      parts.push(svg("path", { class: "curve", stroke: theme.seriesVariable(single ? 0 : i), "stroke-dasharray": theme.dash(single ? 0 : i).join(" ") || null,
        d: stepPath(spread, scale, y, left, right) }));
    });
    if (single) {
      const spread = spreads[0];
      const labels = [];
      [["p50", 0.5, "half"], ["p95", 0.95, "95\u00a0%"], ["p99", 0.99, "99\u00a0%"]].forEach(([key, share, words], row) => {
        const x = scale(spread[key]);
        const atEnd = x > (left + right) / 2;
        parts.push(svg("line", { class: "quantile", x1: x, x2: x, y1: 12 + 16 * row, y2: bottom }));
        parts.push(svg("circle", { class: "dot", cx: x, cy: y(share), r: 3.5 }));
        labels.push(svg("text", { class: "strong", x: x + (atEnd ? -6 : 6), y: 14 + 16 * row, "text-anchor": atEnd ? "end" : "start" },
          words + ": " + (plan.isTime ? format.duration(spread[key]) : format.number(spread[key])) + (spread[key] <= plan.floor ? " (" + plan.floorWords + ")" : "")));
      });
      parts.push(labels);  // over all lines
    }
    return svg("svg", { viewBox: "0 0 " + width + " " + height, height, role: "img", "aria-label": plan.title + ": share of jobs at or below each " + plan.what }, parts);
  }

  const plans = {
    wait: { key: "wait", title: "Wait", what: "wait", isTime: true, floor: 0, floorLabel: "none", floorWords: "no wait" },
    slowdown: { key: "slowdown", title: "Bounded slowdown", what: "bounded slowdown", isTime: false, floor: 1, floorLabel: "1", floorWords: "no slowdown" },
  };

  function ofRun(run) {
    return html("div", { class: "pair" }, Object.values(plans).map((plan) => {
      const spread = run[plan.key];
      if (spread.count === 0) return html("div", {}, html("h3", {}, plan.title), html("p", { class: "quiet" }, "No job was completed."));
      const bars = html("div"), curve = html("div");
      drawn(bars, (width) => bars.replaceChildren(histogram(spread, plan, width)));
      drawn(curve, (width) => curve.replaceChildren(cumulative([spread], plan, width)));
      return html("div", { id: "spread-" + plan.key }, html("h3", {}, plan.title),
        figure("Share of the jobs in each range; ranges grow by the same factor", bars),
        figure("Share of the jobs at or below a value", curve));
    }));
  }

  // Curves of several runs over each other.
  function ofRuns(runs) {
    return html("div", { class: "pair" }, Object.values(plans).map((plan) => {
      const curve = html("div");
      drawn(curve, (width) => curve.replaceChildren(cumulative(runs.map((run) => run[plan.key]), plan, width)));
      return html("div", {}, html("h3", {}, plan.title), figure("Share of the jobs at or below a value; higher is better", curve));
    }));
  }

  function legend(runs) {
    return html("ul", { class: "legend" }, runs.map((run, i) => html("li", {},
      svg("svg", { class: "dash", viewBox: "0 0 26 10", "aria-hidden": "true" }, svg("line", { x1: 0, x2: 26, y1: 5, y2: 5, stroke: theme.seriesVariable(i),
        "stroke-width": 3, "stroke-dasharray": theme.dash(i).join(" ") || null })), name(run.label))));
  }

  suanli.distribution = { ofRun, ofRuns, legend };
})(window.suanli = window.suanli || {});
