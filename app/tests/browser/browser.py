"""Headless Chromium through WebDriver: pages from file://, at a width, in a colour scheme."""
import shutil
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Browser:
    def __init__(self, downloads):
        self.profile = tempfile.mkdtemp()
        options = Options()
        options.binary_location = shutil.which("chromium")
        for flag in FLAGS + [f"--user-data-dir={self.profile}"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
        self.resize(1280)

    def close(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def resize(self, width, height=900):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                 mobile=width < 600)

    def scheme(self, name):
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def open(self, page, *, plots=True):
        """Opens a file; returns the seconds until it is drawn. Console entries so far are dropped."""
        self.driver.get_log("browser")
        start = time.time()
        self.driver.get(Path(page).as_uri())
        if plots:
            self.wait("return [...document.querySelectorAll('.plot')].length > 0"
                      " && [...document.querySelectorAll('.plot')].every(p => p.querySelector('svg, canvas'))")
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))")
        return time.time() - start

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def wait(self, condition, seconds=60):
        end = time.time() + seconds
        while not self.script(condition):
            if time.time() > end:
                raise TimeoutError(condition)
            time.sleep(0.02)

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]
