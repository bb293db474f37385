#!/usr/bin/env python3
# run_page_test.py -- the page of one run in a real browser: what it shows, and that it asks for nothing.
"""usage: run_page_test.py SUANLI SHARED"""
import report_case
from report_case import ReportCase


class RunPage(ReportCase):
    def setUp(self):
        super().setUp()
        self.expect(0, "run", "scenario.json", "-o", "out")

    def test_it_shows_the_small_run(self):
        # Under fcfs (cli_case.py): waits 0, 9, 18 s; mean 9 s; 25 s in all; busy 10 + 2 x 10 + 5 = 35 of 50 CPU seconds.
        self.page("out")
        self.assertEqual(self.text("h1"), "small under fcfs")
        summary = self.text("#summary")
        for what in ("3 submitted = 3 completed + 0 failed + 0 killed + 0 rejected + 0 unfinished", "9\u00a0s", "18\u00a0s", "25\u00a0s", "70\u00a0%"):
            self.assertIn(what, summary)
        self.assertEqual(self.count("#tenants-table tbody tr"), 1)
        self.assertEqual(self.count("#pools-table tbody tr"), 1)
        self.assertEqual(self.count(".plot canvas"), 4)  # two charts of two layers

    def test_bars_stand_where_the_jobs_ran(self):
        # A machine of one node: a row per CPU. a holds one for 10 s, b both for 10 s, c one for 5 s.
        self.page("out")
        self.assertEqual(self.js("suanli.gantt.chart.data.bars"), [0, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 1])
        # In the middle of a's bar is its colour ("started at once"), right of c's start nothing in the second lane.
        pixel = """(() => { const chart = suanli.gantt.chart; const at = [chart.x(%s) * chart.pixels, chart.laneHeight * %s * chart.pixels];
                   return [...chart.canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3); })()"""
        self.assertEqual(self.js(pixel % (5, 0.5)), self.color("--wait0"))
        self.assertEqual(self.js(pixel % (15, 1.5)), self.color("--wait1"))  # b waited 9 s and ran 10
        self.assertEqual(self.js(pixel % (22, 0.5)), self.color("--wait2"))  # c waited 18 s and ran 5
        self.assertEqual(self.js(pixel % (22, 1.5)), self.color("--paper"))
        self.js("suanli.gantt.chart.tell(suanli.gantt.chart.jobAt(suanli.gantt.chart.x(22), 1)) || true")
        self.assertIn("job c: 1 task, 1 CPUs; waited 18\u00a0s", self.text("#gantt .readout"))

    def color(self, variable):
        value = self.js(f"getComputedStyle(document.documentElement).getPropertyValue('{variable}').trim()")
        return [int(value[i:i + 2], 16) for i in (1, 3, 5)]

    def search(self, text):
        self.js(f"(() => {{ const box = document.querySelector('#job-search'); box.value = {text!r}; box.dispatchEvent(new Event('input')); return true; }})()")
        return self.js("[...document.querySelectorAll('.results li bdi')].map((it) => it.textContent)")

    def test_jobs_are_found_by_id_and_zoomed_to(self):
        self.page("out")
        self.assertEqual(self.search("b"), ["b"])
        self.js("document.querySelector('.results button').click() || true")
        self.assertEqual(self.js("suanli.gantt.chart.window"), [0, 25])  # two lengths around 10..20 reach beyond the run
        self.assertEqual(self.search("nobody"), [])
        self.assertIn("No job shown here", self.text(".results"))
        self.assertEqual(self.search(""), [])

    def test_charts_zoom_together_and_back(self):
        self.page("out")
        labels = "[...document.querySelectorAll('#time .dygraph-axis-label-x')].map((it) => it.textContent)"
        whole = self.js(labels)
        self.js("document.querySelector('#time button').click() || true")
        self.browser.settle()
        self.assertNotEqual(self.js(labels), whole)
        self.js("[...document.querySelectorAll('#time button')].pop().click() || true")
        self.browser.settle()
        self.assertEqual(self.js(labels), whole)
        self.assertEqual(self.browser.problems, [])

    def drag(self, selector, from_share, to_share):
        """With the mouse, across an element."""
        self.js(f"document.querySelector('{selector}').scrollIntoView({{block: 'center'}})")
        box = self.js(f"(() => {{ const it = document.querySelector('{selector}').getBoundingClientRect(); return [it.left, it.top, it.width, it.height]; }})()")
        place = lambda share: {"x": box[0] + box[2] * share, "y": box[1] + box[3] / 2}
        self.browser.mouse("mouseMoved", **place(from_share))
        self.browser.mouse("mousePressed", **place(from_share))
        self.browser.mouse("mouseMoved", **place((from_share + to_share) / 2))
        self.browser.mouse("mouseMoved", **place(to_share))
        self.browser.mouse("mouseReleased", **place(to_share))
        self.browser.settle()

    def test_the_mouse_zooms_charts_and_bars_and_reads_values(self):
        self.page("out")
        labels = "[...document.querySelectorAll('#time figure')].map((it) => [...it.querySelectorAll('.dygraph-axis-label-x')].map((one) => one.textContent))"
        whole = self.js(labels)
        self.drag("#time .plot", 0.4, 0.6)
        part = self.js(labels)
        self.assertNotEqual(part, whole)
        self.assertEqual(part[0], part[1])  # both charts
        self.assertRegex(self.text("#time .when"), r"^at \d+")
        self.assertEqual(self.text("#time .legend b"), "100\u00a0%")  # 10..20 s: b holds both CPUs
        self.drag("#gantt canvas", 0.5, 0.7)
        low, high = self.js("suanli.gantt.chart.window")
        self.assertTrue(10 < low < 14 and 15 < high < 19, (low, high))
        self.assertEqual(self.browser.problems, [])

    def test_samples_that_jobs_do_not_tell_have_charts(self):
        self.assertEqual(self.expect(0, "run", "scenario.json", "--set", "/output/timeline_s=2", "-o", "sampled").returncode, 0)
        path = self.folder / "sampled" / "timeline.csv"
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        for line in lines[1:]:
            line[lines[0].index("power_w")] = "1500"
            line[lines[0].index("fragmentation")] = ""
        path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
        self.page("sampled")
        self.assertEqual(self.count(".plot canvas"), 6)
        self.assertIn("Power, as sampled in timeline.csv", self.text("#time"))
        self.assertNotIn("fragmentation", self.text("#time"))

    def test_the_theme_follows_the_system_and_the_switch(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        self.page("out")
        self.assertEqual(self.js(ground), "rgb(255, 255, 255)")
        self.page("out", dark=True)
        dark = self.js(ground)
        self.assertNotEqual(dark, "rgb(255, 255, 255)")
        self.js("document.querySelector('#theme').click() || true")
        self.assertEqual(self.js(ground), "rgb(255, 255, 255)")
        self.assertEqual(self.text("#theme"), "Dark theme")
        self.js("document.querySelector('#theme').click() || true")
        self.assertEqual(self.js(ground), dark)
        self.browser.settle()
        self.assertEqual(self.browser.problems, [])

    def test_no_name_becomes_markup_or_script(self):
        names = ["</script><img src=x onerror=alert(1)>", '"; alert(1); "', "<b>bold</b>", "line\u2028end\u2029", "\u202eright to left", "{{data}} {{style}}", "<!--<script>", "'&quot;"]
        jobs = [{"id": one, "submit_s": i, "cpus": 1, "duration_s": 5, "time_limit_s": 5, "tenant": names[-i], "user": one} for i, one in enumerate(names)]
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": jobs})
        pool = {"name": "<i>node;a:1</i>", "zone": "here", "count": 2, "cpus": 1, "memory_gib": 8}
        self.write("scenario.json", {**report_case.cli_case.SCENARIO, "name": names[0], "why": names[0],
                                     "cluster": {"zones": [{"name": "here"}], "pools": [pool]}})
        self.expect(0, "run", "scenario.json", "-o", "bad")
        self.page("bad")
        self.assertEqual(self.text("h1"), names[0] + " under fcfs")
        self.assertEqual(self.js("document.title"), names[0] + " under fcfs")
        self.assertEqual(self.count("img, iframe, b b, i"), 0)
        self.assertEqual(sorted(self.js("suanli.gantt.chart.jobs.map((job) => job.id)")), sorted(names))
        self.assertIn(names[1], self.search(names[1]))
        self.assertEqual(self.count("#tenants-table tbody tr"), len(names))
        self.page("bad", width=360)
        self.assertEqual(self.js("document.documentElement.scrollWidth"), 360)
        self.assertEqual(self.browser.problems, [])

    def test_a_phone_shows_it_without_scrolling_sideways(self):
        for dark in (False, True):
            self.page("out", width=360, dark=dark)
            self.assertEqual(self.js("document.documentElement.scrollWidth"), 360)

    def test_paper_is_light_and_has_no_buttons_but_all_heads_of_columns(self):
        self.page("out", dark=True)
        self.browser.call("Emulation.setEmulatedMedia", media="print", features=[])
        self.js("window.dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.js("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        shown = "[...document.querySelectorAll('%s')].filter((it) => it.checkVisibility()).length"
        self.assertEqual(self.js(shown % "header button, .controls button, nav a"), 0)
        self.assertEqual(self.js(shown % "#tenants-table th"), self.count("#tenants-table th"))
        self.assertEqual(self.js("[...document.querySelectorAll('#reasons-table th')].every((it) => it.offsetHeight > 0 && it.innerText.trim() !== '')"), True)
        self.browser.call("Emulation.setEmulatedMedia", media="")

    def test_a_reader_that_sees_nothing_can_use_it(self):
        self.page("out")
        self.assertEqual(self.count("h1"), 1)
        self.assertEqual(self.js("[...document.querySelectorAll('table')].every((it) => it.caption && it.querySelector('th[scope]'))"), True)
        self.assertEqual(self.js("[...document.querySelectorAll('svg:not([aria-hidden]), canvas[role]')].every((it) => it.getAttribute('aria-label'))"), True)
        self.assertEqual(self.js("[...document.querySelectorAll('input:not(.dygraph-roller), select')].every((it) => it.closest('label'))"), True)
        self.assertEqual(self.js("[...document.querySelectorAll('nav a')].every((it) => document.querySelector(it.getAttribute('href')))"), True)

    def test_the_policy_forbids_what_is_not_its_own(self):
        self.page("out")
        self.js("(() => { const made = document.createElement('script'); made.textContent = 'window.broken = 1'; document.body.append(made); return true; })()")
        self.js("fetch('https://example.org/').catch(() => true)")
        self.assertEqual(self.js("window.broken === undefined"), True)
        self.assertTrue(any("Content Security Policy" in problem for problem in self.browser.problems), self.browser.problems)
        self.assertEqual([url for url in self.browser.requests if not url.startswith("file:")], [])

    def test_runs_without_jobs_or_with_unfinished_ones_have_pages_too(self):
        self.write("trace.json", {"format": "suanli-trace", "version": 1, "jobs": [{"id": "big", "submit_s": 0, "cpus": 9, "duration_s": 1}]})
        self.expect(0, "run", "scenario.json", "-o", "none")
        self.page("none")
        self.assertIn("No job was completed.", self.text("header"))
        self.assertIn("1 submitted = 0 completed + 0 failed + 0 killed + 1 rejected", self.text("#summary"))
        super().setUp()
        self.expect(6, "run", "scenario.json", "--set", "/limits/max_simulated_s=12", "-o", "cut")
        self.page("cut")
        self.assertIn("A limit ended this run", self.text("main"))

    def test_the_same_results_give_the_same_bytes(self):
        first = self.page("out").read_bytes()
        self.assertEqual(self.page("out").read_bytes(), first)
        self.assertEqual(self.page("out", output="out/other.html").read_bytes(), first)

    def test_a_run_of_services_alone_tells_nothing_of_jobs(self):
        # Two seconds each, one after another, arriving every second: latencies 2, 3 and 4 s, of which two are within 3 s.
        self.serve("served")
        self.page("served")
        self.assertEqual(self.text("h1"), "small")
        self.assertIn("3 requests to 1 service; 66.7\u00a0% of them met its limits. The cluster has 1 node with 2 CPUs.", self.text("header"))
        self.assertIn("3 submitted = 3 completed + 0 failed", self.text("#summary"))
        self.assertEqual(self.count("#spread, #reasons, #gantt, #tenants-table"), 0)
        self.assertEqual(self.js("[...document.querySelectorAll('#requests-table tbody tr > *')].map((it) => it.textContent)")[:3], ["work", "3", "66.7\u00a0%"])
        row = self.js("[...document.querySelectorAll('#service-policies-table tbody tr > *')].map((it) => it.textContent)")
        self.assertEqual(row, ["work", "fifo_slots", "round_robin", "fixed"])
        # In the system: 1, 2 from 1 s, still 2 from 2 s (one comes as one goes), 1 from 4 s until 6 s.
        load = self.js("JSON.parse(document.getElementById('data').textContent).runs[0].load")
        self.assertEqual(load[0], {"time_s": [0, 1, 2, 4, 6], "curves": [{"mean": [1, 2, 2, 1, 1]}]})
        self.assertEqual(load[1], {"time_s": [0, 6], "curves": [{"mean": [1, 1]}]})
        self.assertEqual(self.count("#services .plot canvas"), 4)

    def test_jobs_and_services_share_a_page(self):
        self.serve("served", jobs=True)
        self.page("served")
        self.assertIn("1 jobs on 1 node with 2 CPUs. No job waited. 3 requests to 1 service", self.text("header"))
        self.assertEqual(self.count("#spread, #reasons, #gantt, #services"), 4)
        self.assertEqual(self.js("JSON.parse(document.getElementById('data').textContent).runs[0].load_until_s"), 6)  # the job runs to 10 s


if __name__ == "__main__":
    report_case.run()
