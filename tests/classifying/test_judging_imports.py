"""Start-up must stay light: the web process that never judges never loads a model."""

import subprocess
import sys

import pytest

HEAVY = ("transformers", "onnxruntime", "numpy", "torch", "tokenizers", "django")


def loaded_after(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint(*sorted(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import stances.classifying",
        "import stances.classifying.shipped, stances.classifying.huggingface, stances.classifying.nli",
        "from stances.classifying import load; load('shipped').revision; load('shipped').uncertain_below",
        "from stances.classifying import problems; assert problems('shipped') == []",
        "from stances.classifying import load; load('huggingface:/nowhere').name; load('nli:/nowhere').name",
    ],
)
def test_importing_naming_and_checking_a_model_loads_nothing_heavy(code: str) -> None:
    assert loaded_after(code) == set()


def test_judging_loads_neither_torch_nor_django() -> None:
    code = (
        "from stances.classifying import load\nfrom stances.records import Pair, TargetName\n"
        "load('shipped').judge([Pair('The harbour was closed.', TargetName('Ruritania'))])"
    )
    assert loaded_after(code) <= {"transformers", "onnxruntime", "numpy", "tokenizers"}
