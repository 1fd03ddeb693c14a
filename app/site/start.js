// Which page this is, its data say.

({ index: indexPage, hypothesis: hypothesisPage, run: runPageOf })[pageData.page](pageData);
