// What the pages share: the way around, commands, the end of a page.

const pageData = JSON.parse(document.getElementById("data").textContent);
const mainElement = document.getElementById("main");

/** A command to copy. */
function command(text) {
  const button = h("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(text).then(() => { button.textContent = "Copied"; }, () => { button.textContent = "Select and copy"; });
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } }, "Copy");
  return h("div", { class: "command" }, h("pre", { tabindex: "0" }, text), button);
}

/** The end of a page; `home`: the way to the site, null for a page that is none's and has its licences within. */
const pageEnd = home => h("footer", { class: "note" },
  "Written by ", h("code", {}, "ncv report"), ", works offline. Charts by Vega: ",
  home === null ? "licences in the page’s source" : h("a", { href: `${home}assets/licences.txt` }, "licences"), ".");

/** Fills the page once everything is built. */
function fill(title, ...parts) {
  document.title = title;
  mainElement.append(...parts.flat().filter(Boolean));
}
