// timeline.js -- step functions over simulated time, zoomable together.
(function (suanli) {
  "use strict";

  const { html, figure } = suanli.elements;
  const { format, theme } = suanli;

  // Its own legend sets style attributes, which the page's policy forbids, and is not used here.
  window.Dygraph.PLUGINS = window.Dygraph.PLUGINS.filter((plugin) => plugin !== window.Dygraph.Plugins.Legend);

  // Marks for dygraphs, in days, hours and minutes.
  function timeTicker(from, until, pixels) {
    return format.timeMarks(from, until, Math.floor(pixels / 90)).map((at) => ({ v: at, label: format.timeMark(at) }));
  }

  // Dragging zooms and a double click shows all; a finger scrolls the page, its zoom are the buttons.
  function interaction() {
    const model = Object.assign({}, window.Dygraph.defaultInteractionModel);
    for (const name of ["touchstart", "touchmove", "touchend"]) delete model[name];
    return model;
  }

  // The last of the rising times that is not after `at`; 0 when there is none.
  function placeOf(times, at) {
    let low = 0, high = times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // [least, mean, largest] of a step function between two times.
  function gathered(curve, from, until) {
    const { time_s: times, mean } = curve;
    const low = curve.low || mean, high = curve.high || mean;
    let at = placeOf(times, from), since = from, area = 0, least = low[at], most = high[at];
    for (; at + 1 < times.length && times[at + 1] < until; ++at) {
      area += mean[at] * (times[at + 1] - since);
      since = times[at + 1];
      least = Math.min(least, low[at + 1]);
      most = Math.max(most, high[at + 1]);
    }
    area += mean[at] * (until - since);
    const middle = least === most || until <= from ? mean[at] : area / (until - from);
    return [least, Math.min(Math.max(middle, least), most), most];
  }

  // Rows for dygraphs of the part of time that is shown: every change where there is room for all, else equal intervals.
  function rowsOf(curves, from, until, room) {
    const inside = new Set([from, until]);
    for (const curve of curves) {
      for (let i = placeOf(curve.time_s, from); i < curve.time_s.length && curve.time_s[i] < until && inside.size <= room; ++i) {
        if (curve.time_s[i] > from) inside.add(curve.time_s[i]);
      }
    }
    let times = [...inside].sort((a, b) => a - b);
    if (times.length > room) times = [...Array(room + 1)].map((_, i) => from + (until - from) * i / room);
    return times.map((at, i) => [at, ...curves.map((curve) => {
      if (at > curve.time_s[curve.time_s.length - 1]) return [null, null, null];  // this run has ended
      return gathered(curve, at, i + 1 < times.length ? times[i + 1] : at);
    })]);
  }

  // Charts that zoom together.
  class Group {
    constructor(from, until) {
      this.whole = [from, until];
      this.window = [from, until];
      this.charts = [];
    }
    show(from, until) {
      const least = (this.whole[1] - this.whole[0]) * 1e-5;
      const length = Math.min(Math.max(until - from, least), this.whole[1] - this.whole[0]);
      const start = Math.min(Math.max(from, this.whole[0]), this.whole[1] - length);
      this.window = [start, start + length];
      for (const show of this.charts) show();
    }
    zoom(factor) {
      const [from, until] = this.window;
      const half = (until - from) * factor / 2;
      this.show((from + until) / 2 - half, (from + until) / 2 + half);
    }
    move(share) {
      const step = (this.window[1] - this.window[0]) * share;
      this.show(this.window[0] + step, this.window[1] + step);
    }
    controls() {
      const button = (label, act) => html("button", { type: "button", onclick: act }, label);
      return html("div", { class: "controls", role: "group", "aria-label": "part of the time that is shown" },
        button("Zoom in", () => this.zoom(0.5)), button("Zoom out", () => this.zoom(2)), button("Earlier", () => this.move(-0.5)),
        button("Later", () => this.move(0.5)), button("Show all", () => this.show(...this.whole)));
    }
  }

  // plan: {curves: [{label, time_s, mean, low, high}], unit, caption, label, first: index of the curves' first colour, top: of the axis, or null}
  function chart(group, plan) {
    const plot = html("div", { class: "plot", role: "img", "aria-label": plan.label });
    const values = plan.curves.map(() => html("b", {}, ""));
    const legend = html("ul", { class: "legend" }, plan.curves.map((curve, i) => {
      const line = suanli.elements.svg("svg", { class: "dash", viewBox: "0 0 26 10", "aria-hidden": "true" },
        suanli.elements.svg("line", { x1: 0, x2: 26, y1: 5, y2: 5, stroke: theme.seriesVariable(plan.first + i), "stroke-width": 3,
          "stroke-dasharray": theme.dash(i).join(" ") || null }));
      return html("li", {}, line, suanli.elements.name(curve.label), values[i]);
    }), html("li", { class: "quiet when" }, ""));
    const when = legend.lastChild;
    const colors = () => plan.curves.map((_, i) => theme.series(plan.first + i));
    const lines = { axisLineColor: theme.color("line"), gridLineColor: theme.color("grid") };
    const rows = () => rowsOf(plan.curves, ...group.window, Math.max(Math.floor(plot.clientWidth / (plan.faint ? 4 : 2)), 100));
    const perSeries = {};
    plan.curves.forEach((curve, i) => { perSeries["c" + i] = { strokePattern: theme.dash(i).length ? theme.dash(i) : null }; });
    suanli.later.push(() => {
      const made = new window.Dygraph(plot, rows(), Object.assign({
        labels: ["time", ...plan.curves.map((_, i) => "c" + i)], colors: colors(), series: perSeries, stepPlot: true, customBars: true, connectSeparatedPoints: false,
        fillAlpha: plan.faint ? 0.1 : 0.22, strokeWidth: 1.6, legend: "never", dateWindow: group.window.slice(), includeZero: true, interactionModel: interaction(),
        valueRange: [0, plan.top], xRangePad: 0, animatedZooms: false, highlightCircleSize: 3, rightGap: 12,
        axes: {
          x: { ticker: (a, b, pixels) => timeTicker(a, b, pixels), drawGrid: true, pixelsPerLabel: 90, axisLabelWidth: 84 },
          y: { axisLabelFormatter: (value) => format.number(value) + (plan.unit === "%" ? "\u00a0%" : ""), axisLabelWidth: 56, pixelsPerLabel: 36 },
        },
        zoomCallback: (from, until) => group.show(from, until),
        highlightCallback: (_event, x, points) => {
          when.textContent = "at " + format.duration(x);
          for (const point of points) {
            const i = Number(point.name.slice(1));
            values[i].textContent = format.number(point.yval) + (plan.unit ? "\u00a0" + plan.unit : "");
          }
        },
        unhighlightCallback: () => {
          when.textContent = "";
          for (const value of values) value.textContent = "";
        },
      }, lines));
      group.charts.push(() => made.updateOptions({ file: rows(), dateWindow: group.window.slice() }));
      theme.onChange(() => made.updateOptions({ colors: colors(), axisLineColor: theme.color("line"), gridLineColor: theme.color("grid") }));
      new ResizeObserver(() => requestAnimationFrame(() => made.resize())).observe(plot);
    });
    return figure(plan.caption, legend, plot);
  }

  // What only timeline.csv has: [caption, unit, factor].
  const sampled = {
    fragmentation: ["Free devices that typical jobs can not use (fragmentation)", "%", 100], power_w: ["Power", "kW", 0.001],
    down_nodes: ["Nodes down", "", 1], queued_requests: ["Requests waiting", "", 1],
  };
  function ofSamples(group, curve) {
    const [caption, unit, factor] = sampled[curve.name];
    const scaled = (values) => values && values.map((value) => value * factor);
    return chart(group, { label: caption + " over time", first: 5, unit, top: null, caption: caption + ", as sampled in timeline.csv",
      curves: [{ label: curve.name.replace(/_w$/, "").replace(/_/g, " "), time_s: curve.time_s, mean: scaled(curve.mean), low: scaled(curve.low), high: scaled(curve.high) }] });
  }

  const kindNames = { cpu: "CPUs", gpu: "GPUs", fpga: "FPGAs" };

  // The charts of one run.
  function ofRun(run, hasJobs) {
    const data = run.timeline;
    const group = new Group(0, run.end_s);
    const kinds = data.curves.filter((curve) => curve.capacity > 0);
    const jobs = data.curves.filter((curve) => curve.capacity === 0);
    const scaled = (curve) => {
      const share = (values) => values && values.map((value) => 100 * value / curve.capacity);
      return { label: kindNames[curve.name], time_s: data.time_s, mean: share(curve.mean), low: share(curve.low), high: share(curve.high) };
    };
    return [
      html("p", { class: "quiet" }, "Lines are means over what one point of the line stands for; the bands around them reach from the least to the largest value. ",
        data.came_back ? "Jobs that were preempted or restarted count from their first start to their end. " : "",
        "Drag over a chart to zoom into it, double-click to see all."),
      group.controls(),
      !hasJobs ? null : chart(group, { label: "share of the devices held by jobs over time", first: 0, unit: "%", top: 105, curves: kinds.map(scaled),
        caption: "Devices held by jobs, of all there are" }),
      !hasJobs ? null : chart(group, { label: "jobs waiting and running over time", first: 3, unit: "", top: null, curves: jobs.map((curve) => Object.assign({}, curve,
        { time_s: data.time_s, label: curve.name === "queued" ? "waiting" : "running" })), caption: "Jobs waiting and running" }),
      run.samples.map((curve) => ofSamples(group, curve)),
    ];
  }

  // The same curve of several runs over each other.
  function ofRuns(runs) {
    const group = new Group(0, Math.max(...runs.map((run) => run.end_s)));
    const over = (name, caption, unit) => {
      const curves = runs.map((run) => {
        const curve = run.timeline.curves.find((it) => it.name === name);
        if (!curve) return null;
        const scaled = (values) => (values && curve.capacity > 0 ? values.map((value) => 100 * value / curve.capacity) : values);
        return { label: run.label, time_s: run.timeline.time_s, mean: scaled(curve.mean), low: scaled(curve.low), high: scaled(curve.high) };
      });
      if (curves.some((curve) => curve === null)) return null;
      return chart(group, { label: caption, first: 0, faint: true, unit, top: unit === "%" ? 105 : null, curves, caption });
    };
    return [
      html("p", { class: "quiet" }, "Lines are means, bands reach from the least to the largest value. Drag over a chart to zoom into all of them, double-click to see all."),
      group.controls(), over("queued", "Jobs waiting", ""), over("running", "Jobs running", ""),
      Object.keys(kindNames).map((kind) => over(kind, kindNames[kind] + " held by jobs, of all there are", "%")),
    ];
  }

  suanli.timeline = { ofRun, ofRuns, chart, Group, kindNames };
})(window.suanli = window.suanli || {});
