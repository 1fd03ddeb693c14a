"""Collapse while training: the same figures every so often, as numbers for any logger."""
from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Optional

from .report import Report


class Monitor:
    """Checks a model every so often while it trains.

        monitor = ncverify.Monitor(loader, every=5, optimizer=optimizer, log=writer_of_dicts)
        for epoch in range(epochs):
            train(...)
            monitor(model, epoch)

    `every`: calls of which the first and every `every`-th one is checked. `max_samples` (2000 unless given) bounds the cost: a pass over
    so many samples of `loader`, and a check of them on the CPU: 0.05 s of processor time for 64 features, 0.6 s for 512, 7 s for 2048, in
    ten classes. `log(values, step)` is called with a dict of floats: `ncv/accuracy`, `ncv/nc1`, ... as measured, and `ncv/nc1_bound`, ...
    as guaranteed where a claim does. Other settings are those of `ncverify.capture`. `history` keeps these dicts with `step` and
    `seconds`, `report` the last whole Report.

    What goes wrong, as with a model that cannot be captured, a GPU without memory or a `log` that raises, stops the training only where
    `strict` is set; else `history` tells the error and the first one is a warning.

    For PyTorch Lightning, Trainer(callbacks=[monitor.lightning()]); for Hugging Face, Trainer(callbacks=[monitor.hugging_face()]).
    """

    def __init__(self, loader: Any, *, every: int = 1, max_samples: Optional[int] = 2000, prefix: str = "ncv/",
                 log: Optional[Callable[[dict[str, float], int], Any]] = None, strict: bool = False, **settings: Any) -> None:
        if every < 1:
            raise ValueError(f"every is {every}, needs 1 or more")
        self.loader, self.every, self.max_samples, self.prefix, self.log = loader, every, max_samples, prefix, log
        self.strict, self.settings = strict, settings
        self.history: list[dict[str, Any]] = []
        self.report: Optional[Report] = None
        self._calls = 0

    def __call__(self, model: Any, step: Optional[int] = None) -> Optional[dict[str, float]]:
        """What was logged, None where this call is not one to be checked or something went wrong."""
        number = self._calls
        self._calls += 1
        return self.now(model, number if step is None else step) if number % self.every == 0 else None

    def now(self, model: Any, step: int) -> Optional[dict[str, float]]:
        """Checks at once."""
        start = time.perf_counter()
        row: dict[str, Any] = {"step": step}
        with self._told(row):
            self.report = self._checked(model)
            values = self._values(self.report)
            row.update(seconds=time.perf_counter() - start, **values)
            if self.log is not None:
                self.log(values, step)
        row.setdefault("seconds", time.perf_counter() - start)
        self.history.append(row)
        return None if "error" in row else values

    @contextlib.contextmanager
    def _told(self, row: dict[str, Any]) -> Iterator[None]:
        """An error goes into this row of the history, and the first one into a warning."""
        try:
            yield
        except Exception as error:  # of the model's own code, too
            if self.strict:
                raise
            told = str(error) or type(error).__name__
            if not any("error" in earlier for earlier in self.history):
                warnings.warn(f"ncverify.Monitor, step {row['step']}: {told}", RuntimeWarning, stacklevel=4)
            row["error"] = told

    def _checked(self, model: Any) -> Report:
        from . import check
        try:
            return check(model, self.loader, max_samples=self.max_samples, **self.settings)
        except ValueError as error:
            missing, _, _ = str(error).partition(":")
            if self.max_samples is None or not missing.startswith("no sample of class"):
                raise
            raise ValueError(f"{missing}: let the loader shuffle, or raise max_samples, which is {self.max_samples}") from None

    def _values(self, report: Report) -> dict[str, float]:
        values: dict[str, float] = {}
        for g in report.guarantees:
            if g.measured is not None:
                values[f"{self.prefix}{g.quantity}"] = g.measured
            if g.guaranteed is not None:
                values[f"{self.prefix}{g.quantity}_bound"] = g.guaranteed
        return {**values, f"{self.prefix}loss": report.metrics["loss"]}

    def lightning(self) -> Any:
        """A callback for Lightning: checked at the ends of training epochs, logged by the module's own loggers."""
        monitor = self
        try:
            from lightning.pytorch import Callback as Base
        except ImportError:
            try:
                from pytorch_lightning import Callback as Base
            except ImportError:
                Base = object

        class NeuralCollapse(Base):  # type: ignore[misc]
            def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
                values = monitor(module, int(trainer.current_epoch))
                if values:
                    with monitor._told(monitor.history[-1]):
                        for logger in getattr(trainer, "loggers", []):
                            logger.log_metrics(values, step=int(trainer.global_step))

            def __reduce__(self) -> Any:
                return Monitor.lightning, (monitor,)

        return NeuralCollapse()

    def hugging_face(self) -> Any:
        """A callback for Hugging Face's Trainer: checked at the ends of epochs, written to its log history."""
        monitor = self
        try:
            from transformers import TrainerCallback as Base
        except ImportError:
            Base = object

        class NeuralCollapse(Base):  # type: ignore[misc]
            def on_epoch_end(self, args: Any, state: Any, control: Any, model: Any = None, **others: Any) -> Any:
                values = monitor(model, int(state.global_step))
                if values:
                    state.log_history.append({**values, "step": int(state.global_step), "epoch": state.epoch})
                return control

            def __reduce__(self) -> Any:
                return Monitor.hugging_face, (monitor,)

        return NeuralCollapse()
