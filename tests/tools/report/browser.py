#!/usr/bin/env python3
# browser.py -- a real headless Chromium, driven through the DevTools protocol over a pair of pipes.
import base64
import collections
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WAIT_S = 60


class Browser:
    """One browser with one page. `problems` holds what went wrong in it, `requests` every address that was asked for."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory()
        from_us, to_browser = os.pipe()
        from_browser, to_us = os.pipe()
        # The browser reads from 3 and writes to 4; first out of the way, then there.
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for fd in (from_us, to_us)]

        def place():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)
        arguments = ["--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                     "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", f"--user-data-dir={self.profile.name}", "about:blank"]
        self.process = subprocess.Popen([PATH, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=place, pass_fds=(3, 4), start_new_session=True)
        for fd in (*high, from_us, to_us):
            os.close(fd)
        self.to_browser, self.from_browser = to_browser, from_browser
        self.buffer, self.last_id, self.session = b"", 0, None
        self.events, self.problems, self.requests = collections.deque(), [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(domain + ".enable")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (OSError, TimeoutError, EOFError):
            self.process.kill()
        self.process.wait(timeout=WAIT_S)
        for fd in (self.to_browser, self.from_browser):
            os.close(fd)
        for _ in range(50):  # its helpers may still be writing into the profile
            try:
                self.profile.cleanup()
                return
            except OSError:
                time.sleep(0.05)

    def call(self, method, **parameters):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_browser, data):]
        while True:
            answer = self.receive(WAIT_S)
            if answer.get("id") != self.last_id:
                self.take(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def receive(self, seconds):
        until = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.from_browser], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.from_browser, 1 << 20)
            if not piece:
                raise EOFError("the browser has gone")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def take(self, message):
        """Notes an event: whatever a developer's console would show is a problem."""
        method, what = message.get("method"), message.get("params", {})
        self.events.append(message)
        if method == "Runtime.exceptionThrown":
            details = what["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.problems.append(" ".join(str(one.get("value", one.get("description"))) for one in what["args"]))
        elif method == "Log.entryAdded":
            self.problems.append(what["entry"]["text"])
        elif method == "Audits.issueAdded" and what["issue"]["code"] == "ContentSecurityPolicyIssue":
            self.problems.append(json.dumps(what["issue"]["details"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(what["request"]["url"])

    def open(self, path, width=1200, height=900, dark=False, scale=1):
        """Shows the file and waits until its scripts are done."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        self.problems.clear()
        self.requests.clear()
        self.events.clear()
        self.call("Page.navigate", url=path.absolute().as_uri())
        until = time.monotonic() + WAIT_S
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.take(self.receive(until - time.monotonic()))
        self.settle()

    def settle(self):
        """Two frames, so that what waits for the size of elements has been drawn."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def run(self, script):
        """The value of a JavaScript expression; a promise is awaited."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(f"{script}: {done['exceptionDetails'].get('exception', {}).get('description')}")
        return done["result"].get("value")

    def mouse(self, kind, x, y):
        """kind: mouseMoved, mousePressed or mouseReleased; the left button."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="none" if kind == "mouseMoved" else "left", buttons=1, clickCount=1)

    def screenshot(self, path, whole=True):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))
