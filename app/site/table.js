// A table that sorts by any column and shows a page of rows at a time, so that 10,000 runs open at once.

/**
 * columns: { name, value(row) -> number, text or null, show(row) -> text or node, text: left-aligned }.
 * Returns { element, update(rows) }.
 */
function pagedTable(caption, columns, perPage = 25) {
  let rows = [], page = 0, by = null, down = false;
  const body = h("tbody");
  const status = h("span", { class: "meta", role: "status" });
  const previous = h("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const next = h("button", { type: "button", onclick: () => turn(1) }, "Next");
  const heads = columns.map(column => h("th", { scope: "col", class: column.text ? "text" : null },
    h("button", { type: "button", onclick: () => sort(column) }, column.name)));
  const table = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body);
  const element = h("div", {},
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table),
    h("div", { class: "bar" }, previous, next, status));

  const turn = by => { page += by; draw(); };
  function sort(column) {
    down = by === column ? !down : false;
    by = column;
    page = 0;
    heads.forEach((head, i) => columns[i] === by ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    update(rows);
  }
  /** Rows without a value come last whichever the direction. */
  function compare(a, b) {
    const [x, y] = [by.value(a), by.value(b)];
    const none = v => v === null || v === undefined;
    if (none(x) || none(y)) return none(x) - none(y);
    const order = typeof x === "string" ? x.localeCompare(y, "en", { numeric: true }) : x - y;
    return down ? -order : order;
  }
  function draw() {
    const first = page * perPage, shown = rows.slice(first, first + perPage);
    body.replaceChildren(...shown.map(row => h("tr", {}, columns.map((column, i) =>
      h(i ? "td" : "th", { class: column.text ? "text" : null, scope: i ? null : "row" }, column.show(row))))));
    status.textContent = rows.length ? `${(first + 1).toLocaleString("en")} to ${(first + shown.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "No rows.";
    previous.disabled = page === 0;
    next.disabled = first + perPage >= rows.length;
  }
  function update(given) {
    if (given !== rows) page = 0;
    rows = by ? [...given].sort(compare) : given;
    draw();
  }
  return { element, update };
}

/** A small table, all of it: heads, rows of cells. Columns named in `left` are text. */
function plainTable(caption, heads, rows, left = [0]) {
  const kind = i => left.includes(i) ? "text" : null;
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, heads.map((head, i) => h("th", { scope: "col", class: kind(i) }, head)))),
      h("tbody", {}, rows.map(row => h("tr", {}, row.map((cell, i) => h(i ? "td" : "th", { class: kind(i), scope: i ? null : "row" }, cell)))))));
}
