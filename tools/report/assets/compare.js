// compare.js -- several runs on one page, measured against the first one.
(function (suanli) {
  "use strict";

  const { html, name, section } = suanli.elements;
  const { format } = suanli;
  const { figureOf, countOf, kindsOf, kindNames } = suanli.run;

  // [label, metric, stat, how to show, 1: more is better, -1: less is better, 0: neither]
  function measuresOf(runs) {
    const kinds = Object.keys(kindNames).filter((kind) => runs.some((run) => kindsOf(run).includes(kind)));
    return [
      ["Mean wait", "wait_s", "mean", format.duration, -1], ["Half waited at most", "wait_s", "p50", format.duration, -1], ["95\u00a0% waited at most", "wait_s", "p95", format.duration, -1],
      ["Longest wait", "wait_s", "max", format.duration, -1], ["Mean turnaround", "turnaround_s", "mean", format.duration, -1],
      ["Mean bounded slowdown", "bounded_slowdown", "mean", format.number, -1], ["95\u00a0% slowed down at most by", "bounded_slowdown", "p95", format.number, -1],
      ["Makespan", "makespan_s", "total", format.duration, -1], ...(runs.some(suanli.run.hasJobs) ? [["Jobs per hour", "throughput_jobs_per_h", "mean", format.number, 1]] : []),
      ...kinds.map((kind) => [kindNames[kind] + " in use", "utilisation", "time_mean", format.percent, 1, kind]),
      ["Requests that met their limits", "slo_attainment", "share", format.percent, 1], ["First token, median", "ttft_s", "p50", format.answerTime, -1],
      ["First token, 99\u00a0% at most", "ttft_s", "p99", format.answerTime, -1], ["Time per token, median", "tpot_s", "p50", format.answerTime, -1],
      ["Mean latency of a request", "latency_s", "mean", format.answerTime, -1], ["Latency, 99\u00a0% at most", "latency_s", "p99", format.answerTime, -1],
      ["Tokens per second", "tokens_per_s", "total", format.number, 1], ["Cost of replicas, USD", "service_cost_usd", "total", format.number, -1],
      ["Fairness between tenants (Jain)", "jain", "mean", format.number, 1], ["Deadlines met", "deadline_met", "share", format.percent, 1],
      ["Energy, kWh", "energy_j", "total", (value) => format.number(value === null ? null : value / 3.6e6), -1], ["Cost, USD", "cost_usd", "total", format.number, -1],
    ].map(([label, metric, stat, show, better, kind]) => ({ label, show, better, values: runs.map((run) => figureOf(run, metric, stat, kind)) }))
      .filter((measure) => measure.values.some((value) => value !== null));
  }

  function change(value, base) {
    if (value === null || base === null) return "";
    if (value === base) return "the same";
    if (base === 0) return "";
    const share = (value - base) / Math.abs(base);
    return (share < 0 ? "\u2212" : "+") + format.percent(Math.abs(share));
  }

  function ratio(value, base) {
    return !value || !base || Math.abs(value / base - 1) < 0.01 ? "" : ", \u00d7\u00a0" + format.number(value / base);
  }

  function difference(measure, i) {
    const [value, base] = [measure.values[i], measure.values[0]];
    if (value === null || base === null || value === base) return change(value, base);
    const sign = value < base ? "\u2212" : "+";
    const show = measure.show === format.percent ? format.points : measure.show;
    return [sign + show(Math.abs(value - base)), base === 0 ? "" : " (" + change(value, base) + ratio(value, base) + ")"];
  }

  function bestOf(measure) {
    const there = measure.values.filter((value) => value !== null);
    if (measure.better === 0 || there.length < 2 || there.every((value) => value === there[0])) return null;
    return measure.better < 0 ? Math.min(...there) : Math.max(...there);
  }

  // "easy_backfill: mean wait 6,835 s against 353,776 s under fcfs: 98.1 % less."
  function sentence(runs) {
    const valuesOf = (metric) => runs.map((run, i) => ({ run, i, wait: figureOf(run, metric, "mean") })).filter((it) => it.wait !== null);
    const [what, waits] = [["mean wait", valuesOf("wait_s")], ["mean latency", valuesOf("latency_s")]].find((it) => it[1].length > 1) || ["", []];
    if (waits.length < 2) return "There are not two runs with completed jobs or requests to compare.";
    const order = waits.slice().sort((a, b) => a.wait - b.wait);
    const best = order[0];
    const other = best.i === 0 ? order[1] : waits.find((it) => it.i === 0) || order[1];
    const seconds = (value) => format.number(value) + "\u00a0s";
    if (best.wait === other.wait) return ["The " + what + " is ", seconds(best.wait), " in ", name(best.run.label), " and in ", name(other.run.label), " alike."];
    const less = format.percent((other.wait - best.wait) / other.wait);
    const others = runs.length > 2 ? " It is the shortest of " + format.whole(waits.length) + " runs." : "";
    return [name(best.run.label), ": " + what + " " + seconds(best.wait) + " against " + seconds(other.wait) + " under ", name(other.run.label), ": " + less + " less.", others];
  }

  function completedRequests(run) {
    const found = run.requests.find((it) => it[0] === "completed");
    return found ? found[1] : 0;
  }

  function warnings(runs) {
    const made = [];
    const differ = (of) => runs.some((run) => of(run) !== of(runs[0]));
    const warn = (text) => made.push(html("p", { class: "warning" }, text));
    if (differ((run) => run.workload_hash)) warn("These runs did not replay the same workload: differences are not those of the policies alone.");
    if (differ((run) => countOf(run, "completed"))) warn("The runs completed different numbers of jobs; waits and slowdowns are of completed jobs only.");
    if (differ(completedRequests)) warn("The runs completed different numbers of requests; times are of completed requests only.");
    for (const run of runs) if (run.status !== "completed") made.push(html("p", { class: "warning" }, name(run.label), " is " + run.status + "."));
    for (let i = 1; i < runs.length; ++i) {
      if (runs[i].signature === runs[0].signature) made.push(html("p", { class: "warning" }, name(runs[i].label), " made the same decisions as ", name(runs[0].label), "."));
    }
    return made;
  }

  function figures(runs) {
    const measures = measuresOf(runs);
    const columns = [{ title: "", value: (measure) => measure.label }].concat(runs.map((run, i) => ({
      title: name(run.label), number: true, value: (measure) => measure.values[i], mark: (measure) => (measure.values[i] !== null && measure.values[i] === bestOf(measure) ? "best" : ""),
      show: (measure) => [measure.show(measure.values[i]), measure.values[i] !== null && measure.values[i] === bestOf(measure) ? "\u00a0\u2713" : "",
        i > 0 ? html("small", {}, difference(measure, i)) : null],
    })));
    return suanli.table.table(columns, measures, { id: "measures-table", sortable: false, label: "Key figures of all runs",
      caption: ["\u2713 marks the best of a row. Below: difference to ", name(runs[0].label), ", in per cent and as a ratio."] });
  }

  function runList(runs) {
    const jobs = runs.some(suanli.run.hasJobs);
    return suanli.table.table([
      { title: "run", value: (run) => run.label, show: (run) => name(run.label) }, { title: "scenario", value: (run) => run.name, show: (run) => name(run.name) },
      jobs ? { title: "scheduling", value: (run) => run.scheduling, show: (run) => name(run.scheduling) } : null,
      jobs ? { title: "placement", value: (run) => run.placement, show: (run) => name(run.placement) } : null, { title: "seed", number: true, value: (run) => run.seed },
      jobs ? { title: "jobs", number: true, value: (run) => countOf(run, "submitted"), show: (run) => format.whole(countOf(run, "submitted")) } : null,
      jobs ? { title: "completed", number: true, value: (run) => countOf(run, "completed"), show: (run) => format.whole(countOf(run, "completed")) } : null,
      runs.some(suanli.services.hasServices) ? { title: "completed requests", number: true, value: completedRequests, show: (run) => format.whole(completedRequests(run)) } : null,
      { title: "signature", value: (run) => run.signature, show: (run) => html("code", {}, run.signature) },
    ].filter((column) => column), runs, { id: "runs-table", caption: "The runs" });
  }

  function page(data) {
    const { runs } = data;
    const jobs = runs.some(suanli.run.hasJobs);
    const parts = [
      ["figures", "Who won", "Who won, by how much", () => figures(runs)],
      runs.some(suanli.services.hasServices) ? ["services", "Services", "Services", () => suanli.services.ofRuns(runs)] : null,
      jobs ? ["time", "Over time", "Over time", () => suanli.timeline.ofRuns(runs)] : null,
      jobs ? ["spread", "Waits and slowdowns", "Waits and slowdowns", () => [suanli.distribution.legend(runs), suanli.distribution.ofRuns(runs)]] : null,
      jobs ? ["reasons", "Why jobs waited", "Why jobs waited", () => suanli.reasons.ofRuns(runs)] : null,
      ["runs", "The runs", "The runs", () => [runList(runs), runs.map((run, i) => html("div", {}, html("h3", {}, name(run.label)), suanli.run.conservation(run),
        suanli.run.scenario(run, "scenario-text-" + i), suanli.run.files(run)))]],
    ].filter((part) => part);
    return [
      suanli.run.header(runs.map((run, i) => [i > 0 ? " or " : "", name(run.label)]), sentence(runs), parts.map(([id, link]) => [id, link])),
      html("main", {}, warnings(runs), parts.map(([id, , title, content]) => section(id, title, content()))),
      suanli.run.footer(runs[0].version),
    ];
  }

  suanli.compare = { page };
})(window.suanli = window.suanli || {});
