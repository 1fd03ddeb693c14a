// A run's page.

function placeLine(place) {
  const levels = Object.entries(place.levels).map(([factor, level]) => `${factorName(factor)} = ${level}`).join(", ");
  return [h("a", { href: `../${place.id}.html` }, place.id), `, run ${place.number}: ${levels ? `${levels}, ` : ""}seed ${place.seed}`];
}

function claimsTable(claims) {
  return plainTable("holds: the sides are in the claimed order beyond rounding; vacuous: true, but no better than trivial; a ratio of 1 means the bound is attained",
    ["claim", "what it says", "status", "left side", "right side", "ratio"],
    claims.map(c => [c.claim, c.title, c.status.replace("_", " "), number(c.lhs, 4), number(c.rhs, 4), number(c.ratio, 3)]), [0, 1, 2]);
}

function layersTable(layers) {
  const names = Object.keys(layers.values);
  return plainTable("Metrics of each layer’s features and weights", ["layer", ...names.map(layerMeasureName)],
    layers.number.map((layer, i) => [String(layer), ...names.map(name => number(layers.values[name][i], 4))]));
}

function runPageOf({ run }) {
  const place = run.places[0];
  const file = place ? `${place.id}-run-${place.number}` : "run";
  const name = place ? `${place.id}, run ${place.number}` : run.title;
  const end = { finished: "finished", diverged: "diverged: its last good state is shown", failed: "failed" }[run.status];
  const tiles = ["nc1", "nc2", "nc3", "residual", "balancedness", "train_accuracy"].filter(m => m in run.measures)
    .map(m => h("div", { class: "tile" }, h("b", {}, number(run.measures[m], 3)), h("span", {}, measureName(m))));
  const layerFigures = Object.keys(run.layers.values).map(m => layerFigure(m, run.layers, file)).filter(Boolean);
  const layerHistory = Object.keys(run.layers.values).filter(m => m !== "rank" && m !== "norm").map(m => layerHistoryFigure(m, run.layer_history, file)).filter(Boolean);
  const neighbour = (to, text) => to ? h("a", { href: `${to.file}.html` }, text(to.number)) : null;
  fill(name,
    place ? h("nav", { "aria-label": "Pages" }, h("a", { href: "../index.html" }, "All hypotheses"), h("a", { href: `../${place.id}.html` }, place.id), h("span", {}),
      neighbour(place.previous, number => `← run ${number}`), neighbour(place.next, number => `run ${number} →`)) : null,
    h("header", {}, h("p", { class: "over id" }, place ? `${place.id}, one run` : "One run"),
      h("h1", {}, place ? Object.entries(place.levels).map(([f, level]) => `${factorName(f)} = ${level}`).concat(`seed ${place.seed}`).join(", ") : run.title),
      h("p", {}, `This run ${end}${run.note ? ` (${run.note})` : ""}.`, run.seconds ? ` It took ${duration(run.seconds)}.` : "", run.version ? ` Made by ${run.version}.` : ""),
      run.places.length > 1 ? [h("p", { class: "meta" }, "It stands in several plans:"), h("ul", { class: "meta" }, run.places.map(p => h("li", {}, placeLine(p))))] : null,
      run.digest ? h("p", { class: "meta" }, "SHA-256 of its configuration: ", h("span", { class: "digest" }, run.digest)) : null),
    tiles.length ? h("div", { class: "tiles" }, tiles) : null,
    run.history.step.length ? h("section", {}, h("h2", {}, "History"), historyFigure(run.history, file)) : null,
    run.layers.number.length ? h("section", {}, h("h2", {}, "Layer by layer"), h("div", { class: "figures" }, layerFigures), layersTable(run.layers)) : null,
    layerHistory.length ? h("section", {}, h("h2", {}, "Every layer over training"), h("div", { class: "figures" }, layerHistory)) : null,
    run.angles.end.length ? h("section", {}, h("h2", {}, "Angles between class means"),
      h("p", {}, "Of the last features, before and after training. 90 everywhere off the diagonal is what NC2 = 1 asks for."),
      h("div", { class: "figures" }, run.angles.start.length ? anglesFigure("Before", run.angles.start, run.angles.classes, file) : null, anglesFigure("After", run.angles.end, run.angles.classes, file))) : null,
    run.claims.length ? h("section", {}, h("h2", {}, "The claims on this network"), claimsTable(run.claims)) : null,
    Object.keys(run.measures).length ? h("section", {}, h("h2", {}, "Every measure"), plainTable("Measures of the final state", ["measure", "value"],
      Object.entries(run.measures).map(([m, v]) => [measureName(m), number(v, 6)]))) : null,
    h("section", {}, h("h2", {}, "Do it again"), run.command ? command(run.command) : null,
      h("p", {}, run.config_file ? h("a", { class: "button", href: run.config_file, download: run.config_file }, "Its configuration") : null, " ",
        run.snapshot ? h("a", { class: "button", href: run.snapshot, download: run.snapshot }, "Its final network (safetensors, gzipped)") : null),
      run.snapshot ? command(`gunzip -k ${run.snapshot}\nncv check ${run.snapshot.replace(/\.gz$/, "")}`) : null,
      h("details", {}, h("summary", {}, "Show the configuration"), h("pre", { tabindex: "0" }, run.config))),
    pageEnd(place ? "../" : null));
}
