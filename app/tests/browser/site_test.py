"""The site of `ncv report` in a real browser: site_test.py NCV GENERATE_STORE WORK_FOLDER

Needs Debian's chromium, chromium-driver and python3-selenium (packages-test.txt); says what is missing and
ends with 77, which ctest counts as skipped, where they are not there.
"""
import csv
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import unittest
from pathlib import Path
from urllib.parse import unquote, urlparse

try:
    import selenium  # noqa: F401
except ImportError:
    print("skipped: python3-selenium is not installed (packages-test.txt)")
    sys.exit(77)
for program in ("chromium", "chromedriver"):
    if not shutil.which(program):
        print(f"skipped: {program} is not installed (packages-test.txt)")
        sys.exit(77)

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import images
import stores
from browser import Browser

HERE = Path(__file__).parent
NCV, GENERATE, WORK = (Path(argument).resolve() for argument in sys.argv[1:4])


def setUpModule():
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "downloads").mkdir(parents=True)
    global STORE, SITE, HOSTILE_STORE, HOSTILE, CHROME
    STORE, SITE = stores.real_site(NCV, WORK)
    HOSTILE_STORE, HOSTILE, _ = stores.made_up_site(NCV, GENERATE, WORK, "hostile", 3)
    try:
        CHROME = Browser(WORK / "downloads")
    except WebDriverException as error:
        print(f"skipped: Chromium does not start here: {error.msg}", flush=True)
        os._exit(77)


def tearDownModule():
    CHROME.close()


def open_page(page, **options):
    seconds = CHROME.open(page, **options)
    CHROME.script((HERE / "page_checks.js").read_text())
    return seconds


def a_run(site):
    return sorted((site / "runs").glob("*.html"))[0]


def pages():
    return [SITE / "index.html", SITE / "E1.html", SITE / "steep.html", SITE / "kinds.html", a_run(SITE),
            HOSTILE / "index.html", HOSTILE / "wide.html", a_run(HOSTILE)]


def named(kind, text):
    """The first element of a kind whose text is `text`, or else contains it."""
    elements = CHROME.driver.find_elements(By.TAG_NAME, kind)
    return next((e for e in elements if e.text.strip() == text), None) or next(e for e in elements if text in e.text)


def caption():
    return CHROME.driver.find_elements(By.CSS_SELECTOR, ".tools")[-1].find_element(By.XPATH, "..").text


def rows_shown():
    """What stands below the table: 1 to 25 of 100."""
    return next(e.text for e in CHROME.driver.find_elements(By.TAG_NAME, "span") if re.fullmatch(r"[\d,]+ to [\d,]+ of [\d,]+", e.text))


def downloaded(name, seconds=30):
    path, end = WORK / "downloads" / name, time.time() + seconds
    while not path.exists():
        if time.time() > end:
            raise TimeoutError(name)
        time.sleep(0.05)
    return path


class EveryPage(unittest.TestCase):
    def test_draws_its_charts_without_a_word_on_the_console(self):
        for page in pages():
            with self.subTest(page=page):
                open_page(page)
                ink = CHROME.script("return checks.ink()")
                self.assertTrue(ink and all(n > 0 for n in ink), ink)
                self.assertEqual(CHROME.console(), [])

    def test_links_to_files_that_exist_and_to_nothing_else(self):
        linked = set()
        for page in pages():
            open_page(page)
            for link in CHROME.script("return checks.links()"):
                parts = urlparse(link)
                self.assertEqual(parts.scheme, "file", f"{page}: {link}")
                self.assertTrue(Path(unquote(parts.path)).is_file(), f"{page}: {link}")
                linked.add(Path(unquote(parts.path)))
        for kind in ("E1.html", "E1.csv", "E1.toml", "licences.txt", ".safetensors.gz"):
            self.assertTrue(any(str(path).endswith(kind) for path in linked), kind)

    def test_of_a_single_run_links_to_itself_alone(self):
        page = WORK / "single" / "run.html"
        stores.single_run(NCV, page.parent)
        open_page(page)
        self.assertEqual(CHROME.console(), [])
        self.assertEqual({unquote(urlparse(link).path) for link in CHROME.script("return checks.links()")}, {str(page)})
        self.assertIn("licences in the page", CHROME.driver.find_element(By.TAG_NAME, "footer").text)

    def test_fits_a_phone_without_scrolling_sideways(self):
        CHROME.resize(390, 844)
        for page in pages():
            with self.subTest(page=page):
                open_page(page)
                self.assertLessEqual(CHROME.script("return document.documentElement.scrollWidth"), 390)
        CHROME.resize(1280)

    def test_is_readable_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            CHROME.scheme(scheme)
            for page in pages():
                with self.subTest(page=page, scheme=scheme):
                    open_page(page)
                    self.assertEqual(CHROME.script("return checks.faint()"), [])
        ground = CHROME.script("return getComputedStyle(document.body).backgroundColor")
        self.assertLess(max(map(int, ground[4:-1].split(","))), 60, "the dark scheme is dark")
        CHROME.scheme("light")

    def test_breaks_no_rule_of_wcag_a_and_aa_that_axe_knows(self):
        axe = fetch_axe()
        if not axe:
            self.skipTest("axe-core cannot be fetched: npm is not here or does not reach its registry")
        for scheme in ("light", "dark"):
            CHROME.scheme(scheme)
            for page in pages():
                with self.subTest(page=page, scheme=scheme):
                    open_page(page)
                    CHROME.script(axe)
                    found = CHROME.driver.execute_async_script(
                        "const done = arguments[0]; axe.run({ runOnly: ['wcag2a', 'wcag2aa'] }).then(r => "
                        "done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join('; '))))")
                    self.assertEqual(found, [])
        CHROME.scheme("light")

    def test_says_what_a_plan_says_and_never_runs_it(self):
        for page in (HOSTILE / "index.html", HOSTILE / "wide.html", a_run(HOSTILE)):
            open_page(page)
            self.assertIsNone(CHROME.script("return window.ran ?? null"))
            self.assertEqual(CHROME.script("return document.querySelectorAll('main img, main script, main b > b, main i').length"), 0)
        open_page(HOSTILE / "wide.html")
        self.assertIn("<script>window.ran = 1</script>", CHROME.driver.find_element(By.TAG_NAME, "h1").text)


class Hypothesis(unittest.TestCase):
    def setUp(self):
        open_page(SITE / "E1.html")

    def test_filters_change_figure_and_table(self):
        shapes = "return [...document.querySelectorAll('.plot')].at(-1).querySelectorAll('.mark-symbol.role-mark.points path').length"
        self.assertIn("12 runs", caption())  # the first test looks at decay = strong
        self.assertEqual(CHROME.script(shapes), 12)
        named("label", "weak").click()
        self.assertIn("24 runs", caption())
        self.assertEqual(CHROME.script(shapes), 24)
        self.assertIn("of 24", rows_shown())
        named("label", "16").click()
        self.assertIn("16 runs", caption())
        self.assertEqual(CHROME.script(shapes), 16)

    def test_quantities_and_scales_can_be_chosen(self):
        self.assertIn("geometric mean", caption())
        named("label", "log vertical").click()
        self.assertNotIn("geometric", caption())
        named("label", "Vertical").find_element(By.XPATH, ".//option[text()='κ(M)']").click()
        self.assertIn("κ(M) against n₁", caption())
        named("label", "As in the test").find_element(By.XPATH, ".//option[text()='strong less weak decay']").click()
        self.assertIn("NC1 against decay, 24 runs", caption())

    def test_a_point_leads_to_its_run(self):
        point = CHROME.driver.find_element(By.CSS_SELECTOR, ".mark-symbol.role-mark.points path")
        ActionChains(CHROME.driver).move_to_element(point).perform()
        tip = CHROME.driver.find_element(By.CLASS_NAME, "tip").text
        self.assertIn("seed", tip)
        ActionChains(CHROME.driver).click(point).perform()
        CHROME.wait("return location.pathname.includes('/runs/')")
        self.assertIn("E1, run", CHROME.driver.title)

    def test_columns_sort_and_pages_turn(self):
        named("label", "weak").click()
        first = "return document.querySelector('tbody th a').textContent"
        named("button", "NC1").click()
        runs = stores.stored_runs(STORE, "E1")
        least = min(runs, key=lambda number: runs[number][4]["nc1"])
        self.assertEqual(CHROME.script(first), str(least))
        named("button", "NC1").click()
        self.assertEqual(CHROME.script(first), str(max(runs, key=lambda number: runs[number][4]["nc1"])))
        self.assertFalse(named("button", "Next").is_enabled())  # 24 runs are one page

    def test_figures_are_saved_as_svg_and_png(self):
        for tools in CHROME.driver.find_elements(By.CSS_SELECTOR, ".tools"):
            figure = tools.find_element(By.XPATH, "..")
            for kind in ("SVG", "PNG"):
                CHROME.script("delete arguments[0].dataset.saved", figure)
                next(b for b in tools.find_elements(By.TAG_NAME, "button") if kind in b.text).click()
                end = time.time() + 30
                while not (name := figure.get_attribute("data-saved")) and time.time() < end:
                    time.sleep(0.05)
                path = downloaded(name)
                if kind == "SVG":
                    self.assertGreater(images.svg_shapes(path), 5, name)
                else:
                    width, height, colours = images.png_size_and_colours(path)
                    self.assertTrue(width > 600 and height > 60 and colours > 20, (name, width, height, colours))
        self.assertEqual(CHROME.console(), [])

    def test_tab_reaches_every_control_in_order(self):
        seen = []
        for _ in range(70):
            ActionChains(CHROME.driver).send_keys(Keys.TAB).perform()
            seen.append(CHROME.script("return checks.focused()"))
        place = -1
        for wanted in ("a Skip", "a All hypotheses", "a kinds", "a How a verdict", "button Save as SVG", "select As in the test", "select Vertical",
                       "input log vertical", "input 16", "input weak", "button Save as SVG: NC1 against", "button NC1", "a E1.csv", "button Copy", "a E1.toml", "summary Show the plan"):
            place = next((i for i in range(place + 1, len(seen)) if wanted.split(" ")[0] == seen[i].split(" ")[0] and wanted.split(" ", 1)[1] in seen[i]), None)
            self.assertIsNotNone(place, f"{wanted} is not reached; {seen}")

    def test_the_table_as_csv_is_what_the_store_holds(self):
        for store, site, plan in ((STORE, SITE, "E1"), (STORE, SITE, "steep"), (HOSTILE_STORE, HOSTILE, "wide")):
            stored = stores.stored_runs(store, plan)
            with open(site / f"{plan}.csv", newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual(len(rows), len(stored))
            for row in rows:
                levels, seed, digest, end, measures = stored[int(row["run"])]
                self.assertEqual({factor: row[factor] for factor in levels}, levels)
                self.assertEqual((int(row["seed"]), row["digest"], row["end"]), (seed, digest, end))
                kept = {name: float(row[name]) for name in list(row)[len(levels) + 5:] if row[name]}
                self.assertEqual(kept, {name: value for name, value in measures.items() if value is not None})


class Run(unittest.TestCase):
    def test_its_files_repeat_it(self):
        page = a_run(SITE)
        config, snapshot = page.with_suffix(".toml"), page.with_suffix(".safetensors.gz")
        again = WORK / "again"
        stores.run(NCV, "train", config, "--out", again)
        subprocess.run(["gunzip", "-kf", snapshot], check=True)
        self.assertEqual((again / "final.safetensors").read_bytes(), snapshot.with_suffix("").read_bytes())
        snapshot.with_suffix("").unlink()
        stores.run(NCV, "report", again, "-o", WORK / "again.html")
        open_page(WORK / "again.html")
        self.assertTrue(all(n > 0 for n in CHROME.script("return checks.ink()")))
        self.assertEqual(CHROME.console(), [])

    def test_shows_history_layers_angles_and_claims(self):
        open_page(a_run(SITE))
        heads = [e.text for e in CHROME.driver.find_elements(By.TAG_NAME, "h2")]
        self.assertEqual(heads, ["History", "Layer by layer", "Every layer over training", "Angles between class means", "The claims on this network", "Every measure", "Do it again"])
        cells = "return [...document.querySelectorAll('.plot')].slice(-2).map(p => [...p.querySelectorAll('.role-mark text')].filter(t => /^[0-9]+$/.test(t.textContent)).length)"
        self.assertEqual(CHROME.script(cells), [6, 6])  # three classes, both ways


class TenThousandRuns(unittest.TestCase):
    def test_open(self):
        _, site, seconds = stores.made_up_site(NCV, GENERATE, WORK, "large", 100)
        print(f"\n10,000 runs: ncv report {seconds:.1f} s", end="")
        for page in (site / "index.html", site / "wide.html", a_run(site)):
            seconds = open_page(page)
            print(f", {page.name} opens in {seconds:.2f} s", end="")
            self.assertTrue(all(n > 0 for n in CHROME.script("return checks.ink()")))
            self.assertEqual(CHROME.console(), [])
        print()
        open_page(site / "wide.html")
        self.assertIn("10,000 runs", CHROME.driver.find_element(By.CLASS_NAME, "verdict").text)
        named("button", "Next").click()
        self.assertIn("26 to 50 of", rows_shown())
        shutil.rmtree(site)


def fetch_axe():
    """axe-core's script from npm, or None."""
    if not shutil.which("npm"):
        return None
    folder = WORK.parent / "axe"
    folder.mkdir(exist_ok=True)
    if not list(folder.glob("axe-core-4*.tgz")):
        try:
            subprocess.run(["npm", "pack", "axe-core@4", "--silent"], cwd=folder, capture_output=True, timeout=60, check=True)
        except subprocess.SubprocessError:
            return None
    with tarfile.open(sorted(folder.glob("axe-core-4*.tgz"))[-1]) as package:
        return package.extractfile("package/axe.min.js").read().decode()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[4:]])
