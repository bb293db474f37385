// timeline.js -- step functions over simulated time, zoomable together.
(function (suanli) {
  "use strict";

  const { html, swatch, figure } = suanli.elements;
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

  // A curve on the times it is given at, as dygraphs wants it: with its least and largest value where points stand for many.
  function column(curve, index, scale) {
    const mean = curve.mean[index] * scale;
    return curve.low ? [curve.low[index] * scale, mean, curve.high[index] * scale] : mean;
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
      for (const chart of this.charts) chart.updateOptions({ dateWindow: this.window.slice() });
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

  // chart: {time_s, exact, curves: [{label, mean, low, high}], scale, unit, caption, alone: index of the curves' first colour}
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
    const rows = plan.time_s.map((at, index) => [at, ...plan.curves.map((curve) => column(curve, index, plan.scale))]);
    const perSeries = {};
    plan.curves.forEach((curve, i) => { perSeries["c" + i] = { strokePattern: theme.dash(i).length ? theme.dash(i) : null }; });
    suanli.later.push(() => {
      const made = new window.Dygraph(plot, rows, Object.assign({
        labels: ["time", ...plan.curves.map((_, i) => "c" + i)], colors: colors(), series: perSeries, stepPlot: true, customBars: !plan.exact,
        fillAlpha: 0.22, strokeWidth: 1.6, legend: "never", dateWindow: group.window.slice(), includeZero: true, interactionModel: interaction(),
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
            values[i].textContent = format.number(rows[point.idx][i + 1].length ? rows[point.idx][i + 1][1] : rows[point.idx][i + 1]) + (plan.unit ? "\u00a0" + plan.unit : "");
          }
        },
        unhighlightCallback: () => {
          when.textContent = "";
          for (const value of values) value.textContent = "";
        },
      }, lines));
      group.charts.push(made);
      theme.onChange(() => made.updateOptions({ colors: colors(), axisLineColor: theme.color("line"), gridLineColor: theme.color("grid") }));
      new ResizeObserver(() => requestAnimationFrame(() => made.resize())).observe(plot);
    });
    return figure(plan.caption, legend, plot);
  }

  const kindNames = { cpu: "CPUs", gpu: "GPUs", fpga: "FPGAs" };

  // The charts of one run.
  function ofRun(run) {
    const data = run.timeline;
    const group = new Group(0, run.end_s);
    const count = data.time_s.length;
    const kinds = data.curves.filter((curve) => curve.capacity > 0);
    const jobs = data.curves.filter((curve) => curve.capacity === 0);
    const scaled = (curve) => {
      const share = (values) => values && values.map((value) => 100 * value / curve.capacity);
      return { label: kindNames[curve.name], mean: share(curve.mean), low: share(curve.low), high: share(curve.high) };
    };
    const common = { time_s: data.time_s, exact: data.exact, scale: 1 };
    return [
      html("p", { class: "quiet" }, data.exact ? "Every change is drawn. " : "Lines are means of " + format.whole(count - 1) +
        " equal intervals; the bands around them reach from the least to the largest value inside. ",
        data.came_back ? "Jobs that were preempted or restarted count from their first start to their end. " : "",
        "Drag over a chart to zoom into it, double-click to see all."),
      group.controls(),
      chart(group, Object.assign({}, common, { label: "share of the devices held by jobs over time", first: 0, unit: "%", top: 105, curves: kinds.map(scaled),
        caption: "Devices held by jobs, of all there are" })),
      chart(group, Object.assign({}, common, { label: "jobs waiting and running over time", first: 3, unit: "", top: null,
        curves: jobs.map((curve) => Object.assign({}, curve, { label: curve.name === "queued" ? "waiting" : "running" })), caption: "Jobs waiting and running" })),
    ];
  }

  suanli.timeline = { ofRun, chart, Group, kindNames };
})(window.suanli = window.suanli || {});
