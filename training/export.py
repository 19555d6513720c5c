"""From a checkpoint to the folder that the product ships: int8 ONNX, tokenizer, manifest.

    python -m training.export [--run training/work/main] [--shared ../shared] [--to stances/classifying/shipped]

Word embeddings become int8 with a scale for each word; the encoder's matrices int8 with a scale for each column,
activations quantised as they come. `SPARED` matrices stay in fp32 (docs/decisions says why). Then the temperature and
the threshold for "uncertain" are fitted, on the calibration split and with the quantised model itself, and everything
is sealed with its sha256 in `model.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stances.classifying import manifest, template
from stances.classifying.batching import probabilities
from stances.classifying.shipped import FOLDER, ShippedModel
from stances.vocabulary import STANCES, Stance
from training import metrics, readers, split

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")
NAME = "diplomacy-stance-minilm"

#: Matrices that stay in fp32, by a part of their node's name.
SPARED: tuple[str, ...] = ()

#: Share of the verdicts at or above the threshold that must be right, among those that are not "unrelated".
CERTAIN_ACCURACY = 0.85


def to_onnx(checkpoint: Path, path: Path) -> None:
    """Write the checkpoint as fp32 ONNX with inputs of any batch and length, and `logits` as output."""
    import torch
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()

    class Logits(torch.nn.Module):
        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits

    ids = torch.ones(2, 16, dtype=torch.long)
    mask = ids.clone()
    mask[1, 10:] = 0
    wrapped = Logits()
    wrapped.model = model
    axes = {name: {0: "pairs", 1: "tokens"} for name in INPUTS} | {"logits": {0: "pairs"}}
    torch.onnx.export(
        wrapped.eval(), (ids, mask, torch.zeros_like(ids)), str(path), input_names=list(INPUTS),
        output_names=["logits"], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def quantise(fp32: Path, path: Path, spared: Sequence[str] = SPARED) -> None:
    """Write the int8 form of an fp32 file made by `to_onnx`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(fp32))
    _quantise_words(model)
    weights = {initializer.name for initializer in model.graph.initializer}
    matrices = [node.name for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    kept = [name for name in matrices if not any(part in name for part in spared)]
    with tempfile.TemporaryDirectory() as folder:
        middle = Path(folder) / "words.onnx"
        onnx.save(model, str(middle))
        quantize_dynamic(
            str(middle), str(path), op_types_to_quantize=["MatMul"], nodes_to_quantize=kept, per_channel=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip


def _quantise_words(model: Any) -> None:
    """Replace the table of word embeddings by int8 rows with a scale each: exact to 1/254 of a row's largest value."""
    import numpy
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    tables = {initializer.name: initializer for initializer in graph.initializer}
    lookup = next(node for node in graph.node if node.op_type == "Gather" and "word_embeddings" in node.input[0])
    table, words, output = lookup.input[0], lookup.input[1], lookup.output[0]
    values = numpy_helper.to_array(tables[table])
    scales = numpy.maximum(numpy.abs(values).max(axis=1, keepdims=True) / 127, 1e-12).astype(numpy.float32)
    rows = numpy.clip(numpy.rint(values / scales), -127, 127).astype(numpy.int8)
    graph.initializer.remove(tables[table])
    graph.initializer.extend(
        [numpy_helper.from_array(rows, "words.int8"), numpy_helper.from_array(scales, "words.scale")]
    )
    position = list(graph.node).index(lookup)
    graph.node.remove(lookup)
    steps = [
        helper.make_node("Gather", ["words.int8", words], ["words.rows"], name="words/rows"),
        helper.make_node("Cast", ["words.rows"], ["words.float"], to=TensorProto.FLOAT, name="words/float"),
        helper.make_node("Gather", ["words.scale", words], ["words.scales"], name="words/scales"),
        helper.make_node("Mul", ["words.float", "words.scales"], [output], name="words/scaled"),
    ]
    for offset, step in enumerate(steps):
        graph.node.insert(position + offset, step)


def seal(folder: Path, *, temperature: float, uncertain_below: float, meaning: str, figures: dict[str, Any]) -> None:
    """Write `model.json` over the files in `folder`."""
    files = {}
    for name in ("model.onnx", *TOKENIZER_FILES):
        files[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    digest = hashlib.sha256("".join(files.values()).encode()).hexdigest()
    content = {
        "name": NAME,
        "revision": f"{datetime.now(UTC).date().isoformat()}-{digest[:8]}",
        "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
        "template": template.TEMPLATE,
        "labels": [stance.value for stance in STANCES],
        "max_length": template.MAX_LENGTH,
        "temperature": round(temperature, 4),
        "uncertain_below": uncertain_below,
        "uncertain_meaning": meaning,
        "files": files,
        "figures": figures,
    }
    (folder / manifest.MANIFEST).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def calibrate(folder: Path, examples: Sequence[readers.Example]) -> None:
    """Fit temperature and threshold with the model in `folder` itself, and seal it again."""
    seal(folder, temperature=1.0, uncertain_below=0.0, meaning="not calibrated", figures={})
    logits = ShippedModel(folder).logits([readers.as_asked(example).pair for example in examples])
    true = [STANCES.index(example.label) for example in examples]
    temperature = metrics.fit_temperature(logits, true)
    judged = [probabilities(row, temperature) for row in logits]
    addressed = [
        (max(values), values.index(max(values)) == label)
        for values, label in zip(judged, true, strict=True)
        if values.index(max(values)) != STANCES.index(Stance.UNRELATED)
    ]
    confidence, right = [value for value, _ in addressed], [ok for _, ok in addressed]
    threshold = metrics.threshold_for_accuracy(confidence, right, CERTAIN_ACCURACY)
    certain = sum(value >= threshold for value in confidence)
    meaning = (
        f"The lowest probability at and above which {CERTAIN_ACCURACY:.0%} of the verdicts other than “not about it” "
        f"were right on the calibration split ({certain} of {len(confidence)} such verdicts reach it)."
    )
    seal(
        folder,
        temperature=temperature,
        uncertain_below=threshold,
        meaning=meaning,
        figures={"calibration_pairs": len(true)},
    )


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--run", type=Path, default=Path("training/work/main"), help="folder of a finished training run"
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder that holds data/ (default ../shared)"
    )
    parser.add_argument("--to", type=Path, default=FOLDER, help="folder to ship")
    options = parser.parse_args(argv)
    checkpoint = options.run / "checkpoint"
    if not (checkpoint / "config.json").is_file():
        raise SystemExit(f"no finished checkpoint at {checkpoint}: run python -m training.train first")
    options.to.mkdir(parents=True, exist_ok=True)
    fp32 = options.run / "fp32.onnx"
    to_onnx(checkpoint, fp32)
    quantise(fp32, options.to / "model.onnx")
    for name in TOKENIZER_FILES:
        shutil.copyfile(checkpoint / name, options.to / name)
    calibrate(
        options.to, split.split(list(readers.real_statements(options.shared / "data" / "statements"))).calibration
    )
    size = sum(file.stat().st_size for file in options.to.iterdir())
    print((options.to / manifest.MANIFEST).read_text(encoding="utf-8"))
    print(f"{options.to}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
