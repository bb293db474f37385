// sweep_figures.js -- the rows of a sweep's compare.csv by figure, and what their cells are called.
(function (suanli) {
  "use strict";

  const { format } = suanli;
  const verdictWords = { baseline: "baseline", better: "better", worse: "worse", same: "the same", not_told_apart: "not told apart" };

  class Figures {
    constructor(data) {
      this.data = data;
      this.byFigure = data.figures.map(() => []);
      const { rows } = data;
      rows.point.forEach((point, i) => {
        this.byFigure[rows.figure[i]].push({ point, n: rows.n[i], mean: rows.mean[i], low: rows.low[i], high: rows.high[i], baseline: rows.baseline[i], diff: rows.diff[i],
          diffLow: rows.diff_low[i], diffHigh: rows.diff_high[i], rank: rows.rank[i], verdict: rows.verdict[i] });
      });
      this.headline = this.headlineFigures();
    }

    // The sweep's own metrics, as places in data.figures: metric[.stat[.device_kind[.tenant]]], what is left out stands for the whole.
    headlineFigures() {
      const found = [];
      for (const wanted of this.data.headline) {
        const [metric, stat, kind, tenant] = wanted.split(".");
        const fits = this.data.figures.map((it, i) => ({ it, i })).filter(({ it, i }) => it[0] === metric && (!stat || it[1] === stat) && this.byFigure[i].length > 0);
        const exact = fits.filter(({ it }) => it[2] === (kind || "all") && it[3] === (tenant || "all"));
        const near = fits.filter(({ it }) => (!kind || it[2] === kind) && it[3] === (tenant || "all") && !it[2].includes(":"));
        for (const { i } of (exact.length ? exact.slice(0, 1) : near)) if (!found.includes(i)) found.push(i);
      }
      return found;
    }

    // "mean wait", "wait, p95", "mean utilisation, gpu".
    title(figure) {
      const [metric, stat, kind, tenant] = this.data.figures[figure];
      const words = metric.replace(/_s$/, "").replace(/_j$/, "").replace(/_usd$/, "").replace(/_g$/, "").replace(/_/g, " ");
      const isMean = stat === "mean" || stat === "time_mean";
      return [isMean ? "mean " + words : words, isMean || stat === "total" ? "" : stat.replace(/_/g, " "), kind === "all" ? "" : kind, tenant === "all" ? "" : "tenant " + tenant].filter((it) => it !== "").join(", ");
    }

    show(figure, value) {
      const unit = this.data.figures[figure][4];
      return unit === "s" ? format.duration(value) : format.withUnit(value, unit);
    }

    // "/cluster/pools/0/count" is "pools 0 count", as long as that tells the columns apart.
    columnName(i) {
      const parts = this.data.columns[i].split("/").filter((it) => it !== "");
      const short = (words) => words.slice(-1)[0];
      const others = this.data.columns.filter((_, other) => other !== i).map((it) => short(it.split("/")));
      return others.includes(short(parts)) ? parts.slice(-3).join(" ") : short(parts);
    }

    columns() {
      return this.data.columns.map((_, i) => i);
    }

    valuesOf(column) {
      return [...new Set(this.data.points.map((cells) => cells[column]))];
    }

    hasBaseline() {
      return this.data.baselines.some((point) => point >= 0);
    }

    // The least and the largest number of runs of a point.
    replications() {
      const most = new Map();
      this.data.rows.point.forEach((point, i) => most.set(point, Math.max(most.get(point) || 0, this.data.rows.n[i])));
      const counts = [...most.values()];
      return counts.length ? [Math.min(...counts), Math.max(...counts)] : [0, 0];
    }

    groupOf(point) {
      return this.data.baselines[point];
    }

    // The points that are alternatives to each other, group by group, and the columns in which they differ.
    groups() {
      const found = new Map();
      this.data.points.forEach((_, point) => {
        const key = this.groupOf(point);
        if (!found.has(key)) found.set(key, []);
        found.get(key).push(point);
      });
      return [...found.values()];
    }

    varying(points) {
      return this.columns().filter((column) => new Set(points.map((point) => this.data.points[point][column])).size > 1);
    }

    label(point, columns) {
      const only = columns.length === 1 ? this.data.points[point][columns[0]] : "";
      if (only !== "" && !Number.isFinite(Number(only))) return only;  // a name says enough
      return columns.map((column) => this.columnName(column) + " " + this.data.points[point][column]).join(", ");
    }
  }

  function percentOf(row) {
    return row.diff === null || !row.baseline ? null : row.diff / Math.abs(row.baseline);
  }

  function signed(share) {
    return share === null ? "" : (share < 0 ? "\u2212" : "+") + format.percent(Math.abs(share));
  }

  suanli.sweepFigures = { Figures, verdictWords, percentOf, signed };
})(window.suanli = window.suanli || {});
