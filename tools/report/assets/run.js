// run.js -- the page of one run: who, what, how it went and why.
(function (suanli) {
  "use strict";

  const { html, name, section, facts } = suanli.elements;
  const { format, theme } = suanli;
  const { table } = suanli.table;
  const kindNames = { cpu: "CPUs", gpu: "GPUs", fpga: "FPGAs" };

  // One figure of summary.csv; null when it does not exist.
  function figureOf(run, metric, stat, kind) {
    const row = run.summary.find((it) => it[0] === metric && it[1] === (kind || "all") && it[2] === stat);
    return row ? row[3] : null;
  }

  function countOf(run, status) {
    const found = run.counts.find((it) => it[0] === status);
    return found ? found[1] : 0;
  }

  // A run of services alone has no part that tells of jobs.
  function hasJobs(run) {
    return run.services.length === 0 || countOf(run, "submitted") + countOf(run, "never_submitted") > 0;
  }

  function kindsOf(run) {
    return Object.keys(kindNames).filter((kind) => figureOf(run, "device_time_s", "total", kind) > 0);
  }

  function machines(run) {
    const nodes = new Set();
    let count = 0;
    for (const pool of run.pools) {
      if (!nodes.has(pool[0])) count += pool[3];
      nodes.add(pool[0]);
    }
    const devices = kindsOf(run).map((kind) => {
      const all = run.pools.filter((pool) => pool[1] === kind).reduce((sum, pool) => sum + pool[4], 0);
      return format.number(all) + " " + kindNames[kind];
    });
    return format.whole(count) + (count === 1 ? " node with " : " nodes with ") + format.list(devices);
  }

  function sentence(run) {
    const use = kindsOf(run).map((kind) => format.percent(figureOf(run, "utilisation", "time_mean", kind)) + " of its " + kindNames[kind]);
    const parts = [];
    if (hasJobs(run)) parts.push(format.whole(countOf(run, "submitted")) + " jobs on " + machines(run) + ". " + waits(run));
    if (suanli.services.hasServices(run)) parts.push(suanli.services.sentence(run, figureOf(run, "slo_attainment", "share")) + (hasJobs(run) ? "" : " The cluster has " + machines(run) + "."));
    if (use.length) parts.push("The cluster used " + format.list(use) + ".");
    return parts.join(" ");
  }

  function waits(run) {
    const half = figureOf(run, "wait_s", "p50");
    const most = figureOf(run, "wait_s", "p95");
    return half === null ? "No job was completed." : figureOf(run, "wait_s", "max") === 0 ? "No job waited." : most === 0 ? "At least 95\u00a0% of the jobs started at once." : half === 0 ? "At least half of the jobs started at once; 95\u00a0% waited " + format.duration(most) + " or less."
      : "Half of the jobs waited more than " + format.duration(half) + ", one in twenty more than " + format.duration(most) + ".";
  }

  function jobFigures(run) {
    const seconds = (value) => (value === null ? ["\u2013"] : [format.duration(value), html("small", {}, format.number(value) + "\u00a0s")]);
    return [
      ["Mean wait", seconds(figureOf(run, "wait_s", "mean"))], ["95\u00a0% waited at most", seconds(figureOf(run, "wait_s", "p95"))],
      ["Longest wait", seconds(figureOf(run, "wait_s", "max"))], ["Mean turnaround", seconds(figureOf(run, "turnaround_s", "mean"))],
      ["Mean bounded slowdown", [format.number(figureOf(run, "bounded_slowdown", "mean"))]], ["Makespan", seconds(figureOf(run, "makespan_s", "total"))],
      ["Throughput", [format.withUnit(figureOf(run, "throughput_jobs_per_h", "mean"), "jobs/h")]],
    ];
  }

  function requestFigures(run) {
    const both = (metric) => [format.answerTime(figureOf(run, metric, "p50")), html("small", {}, "99\u00a0%: " + format.answerTime(figureOf(run, metric, "p99")))];
    return [["First token, median", "ttft_s"], ["Time per token, median", "tpot_s"], ["Latency of a request, median", "latency_s"]]
      .filter(([, metric]) => figureOf(run, metric, "p50") !== null).map(([label, metric]) => [label, both(metric)]);
  }

  function keyFigures(run) {
    const rows = [
      ...(hasJobs(run) ? jobFigures(run) : []), ...(suanli.services.hasServices(run) ? requestFigures(run) : []),
      ...kindsOf(run).map((kind) => [kindNames[kind] + " in use", [format.percent(figureOf(run, "utilisation", "time_mean", kind))]]),
    ];
    for (const [label, metric, stat, show] of [["Fairness between tenants (Jain)", "jain", "mean", format.number], ["Deadlines met", "deadline_met", "share", format.percent],
      ["Requests that met their limits", "slo_attainment", "share", format.percent], ["Tokens made", "tokens_per_s", "total", (value) => format.number(value) + "\u00a0/s"],
      ["Energy", "energy_j", "total", (value) => format.number(value / 3.6e6) + "\u00a0kWh"], ["Cost", "cost_usd", "total", (value) => format.number(value) + "\u00a0USD"],
      ["Carbon", "carbon_g", "total", (value) => format.number(value / 1000) + "\u00a0kg"], ["Availability", "availability", "time_mean", format.percent]]) {
      const value = figureOf(run, metric, stat);
      if (value !== null) rows.push([label, [show(value)]]);
    }
    return html("dl", { class: "figures" }, rows.map(([label, value]) => html("div", {}, html("dt", {}, label), html("dd", {}, value))));
  }

  // "3 submitted = 2 completed + ...", of jobs or of requests.
  function sum(counts) {
    const of = (status) => (counts.find((it) => it[0] === status) || ["", 0])[1];
    const parts = counts.filter(([status]) => status !== "submitted" && status !== "never_submitted");
    const holds = parts.reduce((all, [, count]) => all + count, 0) === of("submitted");
    const never = of("never_submitted");
    return [format.whole(of("submitted")) + " submitted = " + parts.map(([status, count]) => format.whole(count) + " " + status).join(" + ") + (holds ? "" : " \u2013 this does not add up"),
      never > 0 ? "; " + format.whole(never) + " more of the trace were not submitted before the end" : ""];
  }

  function conservation(run) {
    const rows = [];
    if (hasJobs(run)) rows.push(["Jobs", ...sum(run.counts)]);
    if (run.requests.length > 0) rows.push(["Requests", ...sum(run.requests)]);
    for (const kind of kindsOf(run)) {
      const hours = (stat) => format.number(figureOf(run, "device_time_s", stat, kind) / 3600);
      rows.push([kindNames[kind] + ", hours", hours("busy") + " busy + " + hours("idle") + " idle + " + hours("down") + " down = " + hours("total")]);
    }
    return facts(rows);
  }

  function warnings(run) {
    const made = [];
    for (const limit of run.limits_hit) made.push(html("p", { class: "warning" }, html("b", {}, "A limit ended this run: "), limit));
    if (run.status !== "completed" && made.length === 0) made.push(html("p", { class: "warning" }, "This run is ", html("b", {}, run.status), "."));
    return made;
  }

  function summary(run) {
    return section("summary", "Summary", keyFigures(run), html("h3", {}, "Nothing is lost"), conservation(run), html("h3", {}, "What was run"), facts([
      ["Scenario", name(run.name)], run.why !== "" ? ["Question", name(run.why)] : null,
      !hasJobs(run) ? null : ["Policies", "scheduling ", html("code", {}, name(run.scheduling)), ", placement ", html("code", {}, name(run.placement))], ["Seed", run.seed],
      ["Workload", name(run.source), " (content ", html("code", {}, run.workload_hash), ")"],
      ["Simulated time", format.duration(run.end_s) + (run.from_s > 0 || run.until_s < run.end_s ? ", measured from " + format.duration(run.from_s) + " to " + format.duration(run.until_s) : "")],
      ["Signature", html("code", {}, run.signature), html("span", { class: "quiet" }, " equal signatures mean equal decisions")],
    ]));
  }

  function tenants(run) {
    const kinds = kindsOf(run);
    const columns = [
      { title: "tenant", value: (row) => row[0], show: (row) => name(row[0]) },
      { title: "jobs", number: true, value: (row) => row[1], show: (row) => format.whole(row[1]) },
      { title: "completed", number: true, value: (row) => row[2], show: (row) => format.whole(row[2]) },
      { title: "mean wait", number: true, value: (row) => row[3], show: (row) => format.duration(row[3]) },
      { title: "95\u00a0% waited at most", number: true, value: (row) => row[4], show: (row) => format.duration(row[4]) },
      { title: "mean bounded slowdown", number: true, value: (row) => row[5], show: (row) => format.number(row[5]) },
      ...kinds.map((kind) => ({ title: kindNames[kind].slice(0, -1) + " hours", number: true, value: (row) => row[6 + Object.keys(kindNames).indexOf(kind)],
        show: (row) => format.number(row[6 + Object.keys(kindNames).indexOf(kind)]) })),
    ];
    const cut = run.tenant_count > run.tenants.length ? " (the first " + format.whole(run.tenants.length) + " of " + format.whole(run.tenant_count) + " by jobs)" : "";
    return table(columns, run.tenants, { id: "tenants-table", tall: run.tenants.length > 12, caption: "Tenants, and the device hours their jobs held" + cut });
  }

  function useColumns(first) {
    const total = (row) => row.busy + row.idle + row.down;
    const share = (title, part) => ({ title, number: true, value: (row) => (total(row) - row.down > 0 ? part(row) / (total(row) - row.down) : null),
      show: (row) => format.percent(total(row) - row.down > 0 ? part(row) / (total(row) - row.down) : null) });
    const hours = (title, part) => ({ title, number: true, value: part, show: (row) => format.number(part(row) / 3600) });
    return [...first, share("in use", (row) => row.busy), share("held", (row) => row.allocated), hours("busy hours", (row) => row.busy),
      hours("idle hours", (row) => row.idle), hours("down hours", (row) => row.down)];
  }

  function pools(run) {
    const rows = run.pools.map(([pool, kind, model, nodes, devices, busy, allocated, idle, down, energy, cost]) => ({ pool, kind, model, nodes, devices, busy, allocated, idle, down, energy, cost }));
    const nodes = run.nodes.map(([node, kind, model, devices, busy, allocated, idle, down]) => ({ node, kind, model, devices, busy, allocated, idle, down }));
    const count = (title, part) => ({ title, number: true, value: part, show: (row) => format.number(part(row)) });
    const head = (title, part) => ({ title, value: part, show: (row) => name(part(row)) });
    const columns = useColumns([head("pool", (row) => row.pool), head("kind", (row) => row.kind), head("model", (row) => row.model), count("nodes", (row) => row.nodes),
      count("devices", (row) => row.devices)]);
    if (rows.some((row) => row.energy !== null)) columns.push({ title: "energy, kWh", number: true, value: (row) => row.energy, show: (row) => format.number(row.energy === null ? null : row.energy / 3.6e6) });
    if (rows.some((row) => row.cost !== null)) columns.push({ title: "cost, USD", number: true, value: (row) => row.cost, show: (row) => format.number(row.cost) });
    const cut = run.node_rows > nodes.length ? " (the first " + format.whole(nodes.length) + " of " + format.whole(run.node_rows) + " rows; nodes.csv has all)" : "";
    return [table(columns, rows, { id: "pools-table", caption: "Pools" }),
      html("details", {}, html("summary", {}, "Every node" + cut), table(useColumns([head("node", (row) => row.node), head("kind", (row) => row.kind),
        head("model", (row) => row.model), count("devices", (row) => row.devices)]), nodes, { id: "nodes-table", tall: true, caption: "Nodes" }))];
  }

  function scenario(run, id) {
    const text = html("pre", { tabindex: "0", "aria-label": "the effective scenario" }, run.scenario);
    const button = html("button", { type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(run.scenario);
        button.textContent = "Copied";
      } catch (_error) {  // a page from the disk may not write to the clipboard: select the text instead
        getSelection().selectAllChildren(text);
        button.textContent = "Selected: press Ctrl+C";
      }
    } }, "Copy");
    return html("details", { id: id || "scenario-text" }, html("summary", {}, "The whole scenario, every default filled in"), html("div", { class: "controls" }, button), text);
  }

  function files(run) {
    return html("ul", {}, run.files.map(([file, href]) => html("li", {}, html("a", { href }, file))));
  }

  function header(title, lead, links) {
    return html("header", {}, html("h1", {}, title), theme.button(), html("div", {}, html("p", { class: "lead" }, lead),
      html("nav", { "aria-label": "parts of this page" }, links.map(([id, label]) => html("a", { href: "#" + id }, label)))));
  }

  function footer(version) {
    return html("footer", {}, "Written by suanli " + version + ". This page holds all that it shows and asks for nothing from any network. " +
      "Charts over time are drawn by dygraphs (MIT licence).");
  }

  // [id, title, content], in the order of the page.
  function parts(run) {
    const jobs = hasJobs(run);
    return [
      suanli.services.hasServices(run) ? ["services", "Services", () => suanli.services.ofRun(run)] : null,
      jobs || run.samples.length > 0 ? ["time", "Over time", () => suanli.timeline.ofRun(run, jobs)] : null,
      jobs ? ["spread", "Waits and slowdowns", () => [
        html("p", { class: "quiet" }, "Of the " + format.whole(run.wait.count) + " jobs that were completed. The bounded slowdown is (wait + run) / run, with runs under 10 s counted as 10 s."),
        suanli.distribution.ofRun(run)]] : null,
      jobs ? ["reasons", "Why jobs waited", () => suanli.reasons.ofRun(run)] : null,
      jobs ? ["gantt", "Jobs on nodes", () => suanli.gantt.ofRun(run)] : null,
      jobs ? ["shares", "Tenants and pools", () => [tenants(run), html("h3", {}, "Where the work ran"), pools(run)]] : ["shares", "Pools", () => pools(run)],
      ["scenario", "Scenario and files", () => [scenario(run), html("h3", {}, "Beside this page"), files(run)]],
    ].filter((part) => part);
  }

  function page(data) {
    const run = data.runs[0];
    const all = parts(run);
    return [
      header([name(run.name), hasJobs(run) ? [" under ", name(run.scheduling)] : null], sentence(run), [["summary", "Summary"], ...all.map(([id, title]) => [id, title])]),
      html("main", {}, warnings(run), summary(run), all.map(([id, title, content]) => section(id, title, content()))),
      footer(run.version),
    ];
  }

  suanli.run = { page, figureOf, countOf, hasJobs, kindsOf, kindNames, machines, conservation, warnings, scenario, files, header, footer };
})(window.suanli = window.suanli || {});
