"""Results of `ncv verify`, edited: a page of them, or a refusal in a line."""
import json

from damage import damaged, deep, edited

RESULTS = {"ncv": 1, "version": "0.1.0", "source": "synthetic", "configuration": "[network]\n", "samples": 100, "classes": 10,
           "violations": 0, "instances": 8000, "before": {"nc1": 1.5}, "after": {"nc1": 0.1, "layers": [1, 2]},
           "claims": [{"id": "A2", "status": "holds", "lhs": 0.1, "rhs": 0.5, "ratio": None}], "gallery": []}


def reports(lab):
    how = lab.random.randrange(6)
    text = json.dumps(edited(lab.random, RESULTS) if how < 4 else RESULTS).encode()
    lab.write("v/results.json", deep(lab.random) if how == 4 else damaged(lab.random, text) if how == 5 else text)
    lab.ncv("report", "v", "-o", "page.html", writes=["page.html"])
