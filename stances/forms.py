"""What people hand in: articles, the details that an article lacks, and corrections of labels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from stances.models import Outlet, Statement, Target
from stances.sources import EXTENSIONS
from stances.sources.dates import EARLIEST
from stances.sources.limits import (
    MAX_FILES,
    MAX_OUTLET_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    MAX_URL_CHARACTERS,
)
from stances.vocabulary import Stance

#: What the correction form sends for "hand the question back to the model".
BACK_TO_THE_MODEL = "model"


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files, as a list; each is looked at later, by itself, so that one bad file spoils no other."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                f"{len(files)} files are too many for one upload; {MAX_FILES} can be taken. "
                "Upload them in groups, or as one CSV or JSONL file.",
                code="too_many",
            )
        return files


class DayField(forms.DateField):
    """The day an article was published: not in the future, and not before there were such newspapers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is None:
            return None
        # A day of grace: somewhere it is tomorrow already.
        if day > timezone.localdate() + timedelta(days=1):
            raise forms.ValidationError("This day has not come yet.", code="future")
        if day < EARLIEST:
            raise forms.ValidationError(f"Dates before {EARLIEST.year} are taken for typing errors.", code="past")
        return day


class OutletInput(forms.TextInput):
    """A text field that proposes the outlets known already."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "known-outlets", "autocomplete": "off"})


class UploadForm(forms.Form):
    """Files, or a pasted text, or both. The details serve the text, and files that do not say them themselves."""

    documents = SeveralFilesField(required=False, label="Files")
    text = forms.CharField(
        required=False, label="Text", strip=False, widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"})
    )
    title = forms.CharField(
        required=False,
        max_length=MAX_TITLE_CHARACTERS,
        label="Title",
        help_text="Left blank, the first line is taken where it looks like a title.",
    )
    url = forms.URLField(
        required=False,
        max_length=MAX_URL_CHARACTERS,
        label="Address",
        assume_scheme="https",
        help_text="Where it was published. It is kept as the source, and never fetched.",
    )
    outlet = forms.CharField(required=False, max_length=MAX_OUTLET_CHARACTERS, label="Outlet", widget=OutletInput)
    published = DayField(required=False, label="Date published")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].widget.attrs |= {
            "accept": ",".join(EXTENSIONS),
            "aria-describedby": "id_documents_helptext",
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        nothing = not cleaned.get("documents") and not (cleaned.get("text") or "").strip()
        if nothing and "documents" not in self.errors:
            raise forms.ValidationError("Choose at least one file, or paste a text.", code="nothing")
        return cleaned


class DetailsForm(forms.Form):
    """What a text that waits does not say of itself."""

    title = forms.CharField(max_length=MAX_TITLE_CHARACTERS, label="Title")
    published = DayField(required=False, label="Date published")
    undated = forms.BooleanField(
        required=False,
        label="The date cannot be known",
        help_text="Its statements are then kept, and never charted, unless the text says when they were made.",
    )
    outlet = forms.CharField(required=False, max_length=MAX_OUTLET_CHARACTERS, label="Outlet", widget=OutletInput)
    url = forms.URLField(required=False, max_length=MAX_URL_CHARACTERS, label="Address", assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("published") and not cleaned.get("undated") and "published" not in self.errors:
            self.add_error("published", "Give the date, or say that it cannot be known.")
        if cleaned.get("published") and cleaned.get("undated"):
            self.add_error("undated", "There is a date above. Take away one of the two.")
        return cleaned


class CorrectionForm(forms.Form):
    """A person's label for one target of a statement, with the reason."""

    target = forms.ModelChoiceField(
        queryset=Target.objects.none(), to_field_name="slug", label="Target", empty_label="Choose"
    )
    label = forms.ChoiceField(
        choices=[("", "Choose"), *Stance.choices(), (BACK_TO_THE_MODEL, "Back to the model’s label")],
        label="Right label",
    )
    reason = forms.CharField(
        max_length=400,
        label="Why",
        help_text="Which words, and which rule of the codebook. Kept, and shown to every reader.",
    )

    def __init__(self, statement: Statement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = Target.objects.filter(pk__in=[position.target_id for position in statement.positions.all()])

    def clean_label(self) -> str:
        """The label as `stances.review.correct` takes it: empty for the model's."""
        label: str = self.cleaned_data["label"]
        return "" if label == BACK_TO_THE_MODEL else label


def known_outlets() -> Sequence[str]:
    """Names for the outlet field's proposals."""
    return list(Outlet.objects.values_list("name", flat=True)[:500])
