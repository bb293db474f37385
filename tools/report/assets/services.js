// services.js -- the online services of a run: what their requests met, what answered them, and both over time.
(function (suanli) {
  "use strict";

  const { html, name } = suanli.elements;
  const { format, theme } = suanli;
  const { table } = suanli.table;
  const mostCompared = 6;

  function hasServices(run) {
    return run.services.length > 0;
  }

  // One figure of a service; null when it does not exist.
  function figureOf(service, metric, stat) {
    const row = service.figures.find((it) => it[0] === metric && it[1] === stat);
    return row ? row[2] : null;
  }

  function countOf(run, status) {
    const found = run.requests.find((it) => it[0] === status);
    return found ? found[1] : 0;
  }

  // "40,000 requests to 1 service; 99.3 % of them met its limits."; `met` is of all services together.
  function sentence(run, met) {
    const many = run.services.length;
    return format.whole(countOf(run, "submitted")) + " requests to " + format.whole(many) + (many === 1 ? " service" : " services") +
      (met === null ? "." : "; " + format.percent(met) + " of them met " + (many === 1 ? "its" : "their") + " limits.");
  }

  // What a service is served, balanced and scaled by, as the scenario says.
  function choicesOf(run) {
    const scenario = JSON.parse(run.scenario);
    const called = (choice) => (typeof choice === "string" ? choice : choice ? choice.name : "");
    const policies = scenario.policies || {};
    return new Map((scenario.services || []).map((service) => [service.name,
      { serving: called(service.serving), balancing: called(service.balancing || policies.balancing), scaling: called(service.scaling || policies.scaling) }]));
  }

  const title = { title: "service", value: (service) => service.name, show: (service) => name(service.name) };

  // Columns of which no service has a figure are left out.
  function columnsOf(run, plan) {
    return [title, ...plan.map(([head, metric, stat, show, only]) => {
      const value = (service) => (only ? only(figureOf(service, metric, stat)) : figureOf(service, metric, stat));
      return { title: head, number: true, value, show: (service) => show(value(service)) };
    }).filter((column) => run.services.some((service) => column.value(service) !== null))];
  }

  // What never happened is no column.
  const some = (value) => (value > 0 ? value : null);

  function requests(run) {
    const columns = columnsOf(run, [
      ["requests", "requests", "submitted", format.number], ["met the limits", "slo_attainment", "share", format.percent],
      ["rejected", "requests", "rejected", format.number, some], ["failed", "requests", "failed", format.number, some],
      ["unfinished", "requests", "unfinished", format.number, some],
      ["first token", "ttft_s", "p50", format.answerTime], ["99\u00a0%", "ttft_s", "p99", format.answerTime],
      ["per token", "tpot_s", "p50", format.answerTime], ["99\u00a0%", "tpot_s", "p99", format.answerTime],
      ["latency", "latency_s", "p50", format.answerTime], ["99\u00a0%", "latency_s", "p99", format.answerTime],
    ]);
    return table(columns, run.services, { id: "requests-table", caption: "Requests: half of them, and 99\u00a0%, took no longer than that" });
  }

  function replicas(run) {
    const choices = choicesOf(run);
    const kwh = (value) => format.number(value === null ? null : value / 3.6e6);
    const columns = columnsOf(run, [
      ["replicas", "replicas", "time_mean", format.number], ["most", "replicas", "max", format.number], ["no place", "replicas", "unplaced", format.number, some],
      ["tokens/s", "tokens_per_s", "total", format.number], ["batch", "batch_size", "mean", format.number], ["cache", "kv_utilisation", "time_mean", format.percent],
      ["kWh", "service_energy_j", "total", kwh], ["USD", "service_cost_usd", "total", format.number], ["USD/M tokens", "cost_per_million_tokens", "mean", format.number],
    ]);
    const by = (what) => ({ title: what, value: (service) => (choices.get(service.name) || {})[what] || "", show: (service) => html("code", {}, (choices.get(service.name) || {})[what] || "") });
    return [table([title, by("serving"), by("balancing"), by("scaling")], run.services, { id: "service-policies-table", caption: "Policies" }),
      table(columns, run.services, { id: "replicas-table", caption: "Replicas: mean over time and most of them, how often one found no place, tokens, mean batch, cache in use, energy and cost" })];
  }

  function overTime(run, group) {
    const shown = Math.min(run.services.length, theme.seriesCount);
    const more = run.services.length > shown ? " (the first " + shown + " of " + run.services.length + " services)" : "";
    const chart = (load, label, caption) => suanli.timeline.chart(group, { label, first: 0, unit: "", top: null, caption: caption + more,
      curves: load.curves.slice(0, shown).map((curve, i) => Object.assign({ time_s: load.time_s, label: run.services[i].name }, curve)) });
    return [chart(run.load[0], "requests in the system over time", "Requests that arrived and have not ended"), chart(run.load[1], "replicas over time", "Replicas that hold their devices")];
  }

  function ofRun(run) {
    const group = new suanli.timeline.Group(0, run.load_until_s);
    return [requests(run), replicas(run), group.controls(), overTime(run, group)];
  }

  // Each service that all runs have: its load in one run over that in the others.
  function ofRuns(runs) {
    const group = new suanli.timeline.Group(0, Math.max(...runs.map((run) => run.load_until_s)));
    const placeIn = (run, wanted) => run.services.findIndex((service) => service.name === wanted);
    const common = runs[0].services.map((service) => service.name).filter((wanted) => runs.every((run) => placeIn(run, wanted) >= 0));
    if (common.length === 0) return html("p", { class: "quiet" }, "The runs have no service in common.");
    const charts = common.slice(0, mostCompared).flatMap((wanted) => [["requests that arrived and have not ended", 0], ["replicas that hold their devices", 1]].map(([what, load]) =>
      suanli.timeline.chart(group, { label: wanted + ": " + what, first: 0, faint: true, unit: "", top: null, caption: [name(wanted), ": " + what],
        curves: runs.map((run) => Object.assign({ time_s: run.load[load].time_s, label: run.label }, run.load[load].curves[placeIn(run, wanted)])) })));
    const cut = common.length > mostCompared ? html("p", { class: "quiet" }, "The first " + mostCompared + " of " + common.length + " services.") : null;
    return [cut, group.controls(), charts];
  }

  suanli.services = { hasServices, sentence, ofRun, ofRuns };
})(window.suanli = window.suanli || {});
