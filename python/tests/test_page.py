"""What a notebook shows, in a real browser: readable on dark pages, and no wider than a phone."""
from __future__ import annotations

import shutil

import pytest
from conftest import NETWORKS

import ncverify

webdriver = pytest.importorskip("selenium.webdriver")

CONTRAST = """
const light = c => { const p = c.match(/[0-9.]+/g).map(Number).slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                     return 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2]; };
const ground = light(getComputedStyle(document.body).backgroundColor);
return [...document.querySelectorAll('td, th, p, pre')].map(e => { const l = light(getComputedStyle(e).color);
  return (Math.max(l, ground) + 0.05) / (Math.min(l, ground) + 0.05); });
"""


@pytest.fixture(scope="module")
def browser():
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium and chromium-driver are not installed (packages-test.txt)")
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    options = Options()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    out = webdriver.Chrome(service=Service(driver), options=options)
    yield out
    out.quit()


@pytest.mark.parametrize("colours", ["background:#ffffff;color:#000000", "background:#111111;color:#dddddd"], ids=["light", "dark"])
def test_a_report_and_a_certificate_fit_a_phone_and_can_be_read(browser, colours, tmp_path):
    report = ncverify.load(NETWORKS / "resnet_cross_entropy.safetensors").check()
    certificate = report.certify(tmp_path / "a_long_name_without_any_place_where_it_could_be_broken.certificate.json")
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta name=viewport content='width=device-width'><body style='{colours}'>"
                    + report._repr_html_() + certificate._repr_html_())
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    browser.get(page.as_uri())
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    contrasts = browser.execute_script(CONTRAST)
    assert len(contrasts) > 30 and min(contrasts) > 7
