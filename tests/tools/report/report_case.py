#!/usr/bin/env python3
# report_case.py -- what the tests of the report's page share: one browser for all of a file, and what every page must hold to.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "suanli"))
import cli_case  # noqa: E402
from browser import PATH, Browser  # noqa: E402


class ReportCase(cli_case.CliCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def serve(self, directory, jobs=False, replicas=1):
        """Runs a service: three requests of two seconds, a second apart; perhaps a job beside them."""
        requests = [{"id": i, "arrival_s": i, "duration_s": 2} for i in range(3)]
        self.write("requests.json", {"format": "suanli-trace", "version": 1, "jobs": cli_case.JOBS[:1] if jobs else [], "requests": requests})
        self.write("serve.json", {**cli_case.SCENARIO, "workload": {"trace": "requests.json"},
                                  "services": [{"name": "work", "demand": {"cpus": 1}, "replicas": replicas, "slo": {"latency_s": 3}}]})
        self.expect(0, "run", "serve.json", "-o", directory)

    def page(self, *directories, output=None, **how):
        """Writes the report of the directories and opens it."""
        more = ("-o", output) if output else ()
        self.expect(0, "report", *directories, *more)
        path = self.folder / (output or f"{directories[0]}/report.html")
        self.browser.open(path, **how)
        self.keeps_to_itself(path)
        return path

    def keeps_to_itself(self, path):
        """No complaint in the console, no breach of its own policy, nothing asked for but the page."""
        self.assertEqual(self.browser.problems, [])
        self.assertEqual(self.browser.requests, [path.absolute().as_uri()])
        self.assertEqual(self.browser.run("document.documentElement.dataset.ready"), "yes")

    def js(self, script):
        return self.browser.run(script)

    def count(self, selector):
        return self.js(f"document.querySelectorAll({selector!r}).length")

    def text(self, selector):
        return self.js(f"document.querySelector({selector!r}).textContent")


def run():
    if PATH is None:
        print("skipped: Chromium is not on this machine")
        sys.exit(77)
    cli_case.run()
