// gantt.js -- jobs as bars on the nodes that held them, on a canvas: zoom by dragging, search by id, tenant or user.
(function (suanli) {
  "use strict";

  const { html, name, swatch } = suanli.elements;
  const { format, theme } = suanli;
  const axisHeight = 28;
  const shownMatches = 12;
  const font = "12px system-ui, sans-serif";

  // The cells of a job, as the data has them.
  const jobOf = ([id, tenant, user, submit, start, end, tasks, cpus, gpus, fpgas, status, reason]) =>
    ({ id, tenant, user, submit, start, end, tasks, cpus, gpus, fpgas, status, reason });

  const waitNames = ["started at once", "waited less than it ran", "waited up to ten times its run", "waited longer"];
  function waitClass(job, until) {
    const wait = job.start - job.submit;
    const ran = Math.max((job.end === null ? until : job.end) - job.start, 1);
    return wait <= 0 ? 0 : wait < ran ? 1 : wait < 10 * ran ? 2 : 3;
  }

  class Chart {
    constructor(run) {
      this.data = run.gantt;
      this.jobs = this.data.jobs.map(jobOf);
      this.ends = this.jobs.map((job) => (job.end === null ? run.end_s : job.end));
      this.tenants = [...new Set(this.jobs.map((job) => job.tenant))].filter((tenant) => tenant !== "");
      this.whole = [Math.min(...this.jobs.map((job) => job.start)), Math.max(...this.ends)];
      this.window = this.whole.slice();
      this.found = null;
      this.hovered = -1;
      this.dragFrom = null;
      this.colorBy = this.tenants.length > 1 && this.tenants.length <= theme.seriesCount ? "tenant" : "wait";
      this.waits = this.jobs.map((job) => waitClass(job, run.end_s));
      this.rowTops = this.layout();
      this.barsOfRow = this.data.rows.map(() => []);
      for (let i = 0; i < this.data.bars.length; i += 4) this.barsOfRow[this.data.bars[i + 1]].push(i);
      this.canvas = html("canvas", { role: "img", tabindex: "0", "aria-label": "Jobs on nodes over time; the search below lists jobs as text" });
      this.space = html("div");
      this.box = html("div", { class: "rows" }, this.canvas);
      this.readout = html("p", { class: "readout", role: "status" }, "");
      this.legendPlace = html("div");
      this.wire();
    }

    // The top of each row; the last one is the height of all.
    layout() {
      const tops = [0];
      const lanesInAll = this.data.rows.reduce((sum, [, lanes]) => sum + lanes, 0);
      const single = this.data.rows.length === 1;
      this.laneHeight = single ? Math.max(Math.min(420 / Math.max(lanesInAll, 1), 24), 2) : Math.max(Math.min(6, 400 / lanesInAll), 3);
      for (const [, lanes] of this.data.rows) tops.push(tops[tops.length - 1] + Math.max(lanes * this.laneHeight, single ? 0 : 14) + (single ? 0 : 4));
      return tops;
    }

    height() {
      return Math.min(this.rowTops[this.rowTops.length - 1], 460);
    }

    left() {
      return this.data.rows.length > 1 ? Math.min(this.nameWidth + 20, 200, this.width * 0.3) : 44;
    }

    x(seconds) {
      const [from, until] = this.window;
      return this.left() + (seconds - from) / (until - from) * (this.width - this.left() - 8);
    }

    seconds(x) {
      const [from, until] = this.window;
      return from + (x - this.left()) / (this.width - this.left() - 8) * (until - from);
    }

    resize(width) {
      this.width = width;
      this.pixels = window.devicePixelRatio || 1;
      const pen = this.canvas.getContext("2d");
      pen.font = font;
      this.nameWidth = this.data.rows.reduce((most, [node]) => Math.max(most, pen.measureText(node).width), 0);
      const high = this.height() + axisHeight;
      this.canvas.width = Math.round(width * this.pixels);
      this.canvas.height = Math.round(high * this.pixels);
      this.canvas.style.width = width + "px";
      this.canvas.style.height = high + "px";
      const more = this.rowTops[this.rowTops.length - 1] - this.height();
      this.space.style.height = Math.max(more, 0) + "px";
      this.box.style.height = high + "px";
      this.draw();
    }

    draw() {
      if (!this.width) return;
      const pen = this.canvas.getContext("2d");
      pen.setTransform(this.pixels, 0, 0, this.pixels, 0, 0);
      pen.fillStyle = theme.color("paper");
      pen.fillRect(0, 0, this.width, this.height() + axisHeight);
      pen.font = font;
      this.palette = { wait: [0, 1, 2, 3].map((i) => theme.color("wait" + i)), series: [...Array(theme.seriesCount)].map((_, i) => theme.series(i)),
        ink: theme.color("ink"), quiet: theme.color("quiet"), grid: theme.color("grid"), line: theme.color("line"), paper: theme.color("paper") };
      this.drawGrid(pen);
      pen.save();
      pen.beginPath();
      pen.rect(this.left(), 0, this.width - this.left(), this.height());
      pen.clip();
      this.eachVisibleRow((row, top) => this.drawRow(pen, row, top));
      if (this.dragFrom !== null && this.dragTo !== null) {
        pen.fillStyle = this.palette.ink;
        pen.globalAlpha = 0.12;
        pen.fillRect(Math.min(this.dragFrom, this.dragTo), 0, Math.abs(this.dragTo - this.dragFrom), this.height());
      }
      pen.restore();
      this.drawNames(pen);
    }

    eachVisibleRow(visit) {
      const offset = this.box.scrollTop;
      for (let row = 0; row < this.data.rows.length; ++row) {
        const top = this.rowTops[row] - offset;
        if (this.rowTops[row + 1] - offset < 0 || top > this.height()) continue;
        visit(row, top);
      }
    }

    drawGrid(pen) {
      pen.textAlign = "center";
      pen.textBaseline = "alphabetic";
      for (const mark of format.timeMarks(...this.window, Math.floor((this.width - this.left()) / 92))) {
        const x = Math.round(this.x(mark)) + 0.5;
        if (x < this.left()) continue;
        pen.strokeStyle = this.palette.grid;
        pen.beginPath();
        pen.moveTo(x, 0);
        pen.lineTo(x, this.height());
        pen.stroke();
        pen.fillStyle = this.palette.quiet;
        const half = pen.measureText(format.timeMark(mark)).width / 2;
        pen.fillText(format.timeMark(mark), Math.min(Math.max(x, this.left() + half), this.width - half - 4), this.height() + 18);
      }
    }

    colorOf(job) {
      if (this.colorBy === "wait") return this.palette.wait[this.waits[job]];
      const place = this.tenants.indexOf(this.jobs[job].tenant);
      return this.palette.series[Math.min(Math.max(place, 0), theme.seriesCount - 1)];
    }

    drawRow(pen, row, top) {
      const { bars } = this.data;
      for (const i of this.barsOfRow[row]) {
        const job = bars[i];
        const from = Math.max(this.x(this.jobs[job].start), this.left() - 2);
        const to = Math.min(this.x(this.ends[job]), this.width + 2);
        if (to < this.left() || from > this.width) continue;
        const high = bars[i + 3] * this.laneHeight;
        const gap = high > 3 ? 0.5 : 0;
        pen.globalAlpha = this.found && !this.found.has(job) ? 0.15 : 1;
        pen.fillStyle = this.colorOf(job);
        pen.fillRect(from, top + bars[i + 2] * this.laneHeight + gap, Math.max(to - from - (to - from > 3 ? 0.5 : 0), 0.7), high - gap);
        if (job === this.hovered || (this.found && this.found.has(job))) {
          pen.strokeStyle = this.palette.ink;
          pen.lineWidth = job === this.hovered ? 2 : 1;
          pen.strokeRect(from, top + bars[i + 2] * this.laneHeight, Math.max(to - from, 1.5), high);
        }
      }
      pen.globalAlpha = 1;
      if (this.data.rows.length > 1) {
        pen.strokeStyle = this.palette.grid;
        pen.lineWidth = 1;
        pen.beginPath();
        pen.moveTo(this.left(), Math.round(top) - 1.5);
        pen.lineTo(this.width, Math.round(top) - 1.5);
        pen.stroke();
      }
    }

    drawNames(pen) {
      pen.fillStyle = this.palette.paper;
      pen.fillRect(0, 0, this.left() - 1, this.height());
      pen.fillStyle = this.palette.quiet;
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      if (this.data.rows.length > 1) {
        this.eachVisibleRow((row, top) => {
          const high = this.rowTops[row + 1] - this.rowTops[row];
          const y = top + high / 2;
          if (y > 6 && y < this.height() - 4) pen.fillText(this.fitting(pen, this.data.rows[row][0]), this.left() - 8, y);
        });
      } else {
        const lanes = this.data.rows[0][1];
        const step = format.roundStep(lanes, 6);
        for (let lane = 0; lane <= lanes; lane += Math.max(step, 1)) pen.fillText(String(lane), this.left() - 8, Math.min(Math.max(lane * this.laneHeight, 7), this.height() - 6));
      }
      pen.strokeStyle = this.palette.line;
      pen.strokeRect(this.left() - 0.5, -1, this.width, this.height() + 1);
    }

    // The text, cut where there is no room for it.
    fitting(pen, text) {
      if (pen.measureText(text).width <= this.left() - 12) return text;
      let length = text.length;
      while (length > 1 && pen.measureText(text.slice(0, length) + "\u2026").width > this.left() - 12) --length;
      return text.slice(0, length) + "\u2026";
    }

    jobAt(x, y) {
      const at = this.seconds(x);
      const depth = y + this.box.scrollTop;
      const row = this.rowTops.findIndex((top, i) => top <= depth && depth < this.rowTops[i + 1]);
      if (row < 0 || y > this.height()) return -1;
      const lane = (depth - this.rowTops[row]) / this.laneHeight;
      const reach = (this.window[1] - this.window[0]) / this.width;
      const { bars } = this.data;
      const bar = this.barsOfRow[row].find((i) => lane >= bars[i + 2] && lane < bars[i + 2] + bars[i + 3] && at >= this.jobs[bars[i]].start - reach &&
        at <= this.ends[bars[i]] + reach);
      return bar === undefined ? -1 : bars[bar];
    }

    tell(job) {
      this.hovered = job;
      this.readout.replaceChildren(...(job < 0 ? [] : this.words(this.jobs[job])));
      this.draw();
    }

    words(job) {
      const parts = ["job ", html("b", {}, name(job.id))];
      if (job.tenant !== "") parts.push(", tenant ", name(job.tenant));
      if (job.user !== "") parts.push(", user ", name(job.user));
      const demand = [[job.cpus, "CPUs"], [job.gpus, "GPUs"], [job.fpgas, "FPGAs"]].filter(([count]) => count > 0).map(([count, unit]) => format.number(count) + " " + unit);
      parts.push(": " + format.whole(job.tasks) + (job.tasks === 1 ? " task, " : " tasks, ") + demand.join(", ") + "; waited " + format.duration(job.start - job.submit) +
        (job.reason !== "none" && job.reason !== "" ? " (" + job.reason + ")" : "") + ", started at " + format.duration(job.start) +
        (job.end === null ? ", not ended" : ", ran " + format.duration(job.end - job.start)) + ", " + job.status);
      return parts;
    }

    show(from, until) {
      const all = this.whole[1] - this.whole[0];
      const length = Math.min(Math.max(until - from, all * 1e-5), all);
      const start = Math.min(Math.max(from, this.whole[0]), this.whole[1] - length);
      this.window = [start, start + length];
      this.draw();
    }

    zoom(factor) {
      const middle = (this.window[0] + this.window[1]) / 2;
      const half = (this.window[1] - this.window[0]) * factor / 2;
      this.show(middle - half, middle + half);
    }

    move(share) {
      const step = (this.window[1] - this.window[0]) * share;
      this.show(this.window[0] + step, this.window[1] + step);
    }

    wire() {
      const place = (event) => {
        const box = this.canvas.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
      };
      this.canvas.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "mouse") [this.dragFrom, this.dragTo] = [place(event)[0], null];
        else this.tell(this.jobAt(...place(event)));
      });
      this.canvas.addEventListener("pointermove", (event) => {
        const [x, y] = place(event);
        if (this.dragFrom !== null && Math.abs(x - this.dragFrom) > 4) this.dragTo = x;
        const job = this.jobAt(x, y);
        if (job !== this.hovered) this.tell(job);
        else if (this.dragTo !== null && this.dragFrom !== null) this.draw();
      });
      window.addEventListener("pointerup", () => {
        const [from, to] = [this.dragFrom, this.dragTo];
        this.dragFrom = null;
        if (from !== null && to !== null) this.show(this.seconds(Math.min(from, to)), this.seconds(Math.max(from, to)));
      });
      this.canvas.addEventListener("pointerleave", () => this.tell(-1));
      this.canvas.addEventListener("dblclick", () => this.show(...this.whole));
      this.canvas.addEventListener("keydown", (event) => {
        const acts = { "+": () => this.zoom(0.5), "-": () => this.zoom(2), "ArrowLeft": () => this.move(-0.25), "ArrowRight": () => this.move(0.25), "0": () => this.show(...this.whole) };
        if (!(event.key in acts)) return;
        event.preventDefault();
        acts[event.key]();
      });
      this.box.addEventListener("scroll", () => this.draw());
      theme.onChange(() => this.draw());
    }

    legend() {
      const items = this.colorBy === "wait" ? waitNames.map((label, i) => [label, "var(--wait" + i + ")"])
        : this.tenants.slice(0, theme.seriesCount).map((tenant, i) => [name(this.tenants.length > theme.seriesCount && i === theme.seriesCount - 1 ? "other tenants" : tenant), theme.seriesVariable(i)]);
      this.legendPlace.replaceChildren(html("ul", { class: "legend" }, items.map(([label, color]) => html("li", {}, swatch(color), label))));
      return this.legendPlace;
    }

    // Marks the jobs whose id is the text, or else contains it, or whose tenant or user is it; lists the first of them.
    search(text, results) {
      const wanted = text.trim().toLowerCase();
      this.found = null;
      results.replaceChildren();
      if (wanted !== "") {
        const all = this.jobs.map((job, i) => [job, i]);
        let hits = all.filter(([job]) => job.id.toLowerCase() === wanted || job.tenant.toLowerCase() === wanted || job.user.toLowerCase() === wanted);
        if (hits.length === 0) hits = all.filter(([job]) => [job.id, job.tenant, job.user].some((it) => it.toLowerCase().includes(wanted)));
        this.found = new Set(hits.map(([, i]) => i));
        results.append(html("p", { class: "quiet" }, hits.length === 0 ? "No job shown here has this id, tenant or user."
          : format.whole(hits.length) + (hits.length === 1 ? " job" : " jobs") + (hits.length > shownMatches ? ", the first " + shownMatches + ":" : ":")),
        html("ul", {}, hits.slice(0, shownMatches).map(([job, i]) => html("li", {}, this.words(job), " ",
          html("button", { type: "button", onclick: () => {
            const length = Math.max(this.ends[i] - job.start, 1);
            this.show(job.start - 2 * length, this.ends[i] + 2 * length);
          } }, "Zoom to it")))));
      }
      this.draw();
    }
  }

  function ofRun(run) {
    if (run.gantt.jobs.length === 0 || run.gantt.rows.length === 0) return html("p", { class: "quiet" }, "No job started, or jobs.csv does not say where.");
    const chart = new Chart(run);
    const results = html("div", { role: "status", class: "results" });
    const button = (label, act) => html("button", { type: "button", onclick: act }, label);
    const choice = html("select", { onchange: (event) => {
      chart.colorBy = event.target.value;
      chart.legend();
      chart.draw();
    } }, [["wait", "wait"], ["tenant", "tenant"]].map(([value, label]) => html("option", { value, selected: value === chart.colorBy }, label)));
    const box = html("div", { class: "canvas" }, chart.box);
    chart.box.append(chart.space);
    suanli.elements.drawn(box, (width) => chart.resize(width - 2));
    const cut = run.gantt.started > run.gantt.jobs.length ? "The first " + format.whole(run.gantt.jobs.length) + " of " + format.whole(run.gantt.started) + " jobs by start. " : "";
    suanli.gantt.chart = chart;
    return [
      html("p", { class: "quiet" }, cut + (run.gantt.lanes_are_cpus ? "A row is a CPU; a job is as tall as the CPUs it holds. " : "A row is a node, the bars in it the jobs that it held" +
        (chart.height() < chart.rowTops[chart.rowTops.length - 1] ? "; scroll inside to see all " + format.whole(run.gantt.rows.length) + " nodes. " : ". ")) +
        "Drag to zoom, double-click to see all; point at a bar to read about its job."),
      html("div", { class: "controls" }, html("label", {}, "Search ", html("input", { type: "search", id: "job-search", placeholder: "job id, tenant or user",
        oninput: (event) => chart.search(event.target.value, results) })), chart.tenants.length > 1 ? html("label", {}, "Colour by ", choice) : null,
      button("Zoom in", () => chart.zoom(0.5)), button("Zoom out", () => chart.zoom(2)), button("Earlier", () => chart.move(-0.5)),
      button("Later", () => chart.move(0.5)), button("Show all", () => chart.show(...chart.whole))),
      chart.legend(), box, chart.readout, results,
    ];
  }

  suanli.gantt = { ofRun };
})(window.suanli = window.suanli || {});
