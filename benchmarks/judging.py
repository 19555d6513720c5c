"""How fast the shipped model judges, beside PyTorch on the same questions.

    python -m benchmarks.judging [--pairs 240] [--threads 2] [--checkpoint training/work/main/checkpoint]

Statements come from the repository's own corpora, asked about three targets. Prints pairs per second and ratios; with a
checkpoint and PyTorch at hand also against `transformers`' pipeline one by one and batched, as a user would write it.
All contenders read the same text; the tokenizer's work is counted for each of them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stances.classifying.batching import by_length
from stances.classifying.shipped import FOLDER, ShippedModel, arrays
from stances.classifying.template import encode, segments
from stances.records import Pair, TargetName

TARGETS = (
    TargetName("Russia", ("Moscow", "the Kremlin", "Russian")),
    TargetName("Ukraine", ("Kyiv", "Ukrainian")),
    TargetName("NATO", ("the Alliance", "Allies")),
)
CORPORA = Path(__file__).parent.parent / "training" / "corpora"


def questions(count: int) -> list[Pair]:
    """Pairs of real length: one to three corpus statements together, their neighbours as context."""
    said = [json.loads(line)["statement"] for path in sorted(CORPORA.glob("*.jsonl")) for line in path.open()]
    rng = random.Random(1)
    pairs = []
    for _ in range(count):
        start = rng.randrange(len(said) - 6)
        length = rng.choice((1, 1, 1, 2, 3))
        context = " ".join(said[start : start + length + 2])
        pairs.append(Pair(" ".join(said[start : start + length]), rng.choice(TARGETS), context=context))
    return pairs


def rate(judge: Callable[[Sequence[Pair]], object], pairs: Sequence[Pair], repeats: int = 3) -> float:
    """Pairs a second, the best of `repeats` after a warm-up."""
    judge(pairs[:16])
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        judge(pairs)
        best = min(best, time.perf_counter() - started)
    return len(pairs) / best


def bare_loop(threads: int, pairs: Sequence[Pair], size: int) -> Callable[[Sequence[Pair]], object]:
    """ONNX Runtime alone on ready-made arrays, in batches of about equal length, its threads inside each batch."""
    import onnxruntime
    from transformers import AutoTokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"])
    encoded = encode(AutoTokenizer.from_pretrained(str(FOLDER)), pairs)
    ready = [arrays([encoded[row] for row in rows]) for rows in by_length(encoded, size)]
    return lambda _: [session.run(["logits"], inputs) for inputs in ready]


def pipelines(checkpoint: Path, threads: int) -> dict[str, Callable[[Sequence[Pair]], object]]:
    """The same checkpoint in fp32 through transformers' own pipeline."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(threads)
    classify = pipeline("text-classification", model=str(checkpoint), tokenizer=str(checkpoint), top_k=None, device=-1)

    def text(pair: Pair) -> dict[str, str]:
        written = segments(pair)
        return {"text": written.statement, "text_pair": " ".join((written.head, written.before, written.after)).strip()}

    options = {"truncation": True, "max_length": 210}
    return {
        "transformers pipeline, fp32, one by one": lambda pairs: [classify(text(pair), **options) for pair in pairs],
        "transformers pipeline, fp32, batches of 32": lambda pairs: list(
            classify([text(pair) for pair in pairs], batch_size=32, **options)
        ),
    }


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judging", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pairs", type=int, default=240)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, default=Path("training/work/main/checkpoint"))
    options = parser.parse_args(argv)
    pairs = questions(options.pairs)

    started = time.perf_counter()
    model = ShippedModel(threads=options.threads)
    model.judge(pairs[:1])
    cold = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    found = {"shipped model, int8": rate(model.judge, pairs)}
    memory_after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for size in (1, 8):
        found[f"ONNX Runtime alone, arrays of {size} made before"] = rate(
            bare_loop(options.threads, pairs, size), pairs
        )
    if importlib.util.find_spec("torch") and (options.checkpoint / "config.json").is_file():
        found |= {name: rate(judge, pairs) for name, judge in pipelines(options.checkpoint, options.threads).items()}
    else:
        print("PyTorch or the checkpoint is not at hand: no comparison with transformers' pipeline\n")

    own = found["shipped model, int8"]
    print(f"{options.pairs} pairs, {options.threads} threads, model in {FOLDER.name}/\n")
    print(f"{'':44} pairs/s   shipped is")
    for name, value in found.items():
        print(f"{name:44} {value:7.0f}   {own / value:5.2f}×")
    print(f"\nfirst judgement {cold:.1f} s after start; peak memory {memory:.0f} MB, {memory_after:.0f} MB at the end")


if __name__ == "__main__":
    main()
