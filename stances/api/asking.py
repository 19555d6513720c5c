"""What is asked of the API: parameters that are known or refused, and pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Field, Schema

MOST_ON_A_PAGE = 200


class NotUnderstood(Exception):  # noqa: N818
    """A request that names a parameter there is not, or a value that it cannot have; `fields` says what of which."""

    def __init__(self, fields: Mapping[str, Iterable[Any]], detail: str = "A parameter was not understood.") -> None:
        self.detail = detail
        self.fields = {name: [str(one) for one in said] for name, said in fields.items()}
        super().__init__(detail)


class Listed(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, description="The page, from 1.")
    page_size: int = Field(50, ge=1, le=MOST_ON_A_PAGE, description="How many on a page.")


class Page(Schema):
    """What every list says of itself."""

    count: int = Field(description="How many there are on all pages.")
    next: str | None = Field(description="The address of the next page.")
    previous: str | None = Field(description="The address of the page before.")


class Error(Schema):
    """What went wrong, and in which parameters."""

    detail: str
    fields: dict[str, list[str]]


#: For `response=` beside the answer of an operation.
ERRORS = {400: Error, 404: Error}


def known(request: HttpRequest, asked: Schema | type[Schema]) -> None:
    """Refuse a parameter that the operation does not have: a filter that is ignored would give a wrong count."""
    names = (asked if isinstance(asked, type) else type(asked)).model_fields
    strange = [name for name in request.GET if name not in names]
    if strange:
        there = f"There are {', '.join(names)}." if names else "There are none."
        raise NotUnderstood({name: [f"There is no such parameter. {there}"] for name in strange})


def page_of(
    request: HttpRequest, asked: Listed, rows: Sequence[Any] | Any, shape: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """One page of `rows`, each as `shape` makes it."""
    found = Paginator(rows, asked.page_size)
    if asked.page > found.num_pages:
        raise NotUnderstood({"page": [f"The last page is {found.num_pages}."]})
    page = found.page(asked.page)
    return {
        "count": found.count,
        "next": _address(request, asked.page + 1) if page.has_next() else None,
        "previous": _address(request, asked.page - 1) if page.has_previous() else None,
        "results": [shape(row) for row in page],
    }


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
