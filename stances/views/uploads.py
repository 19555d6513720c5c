"""Handing articles in, and watching what becomes of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from stances import uploading
from stances.forms import DetailsForm, UploadForm, known_outlets
from stances.models import Upload, UploadItem
from stances.progress import Progress
from stances.sources import SourceError, limits, parse_text
from stances.sources.errors import Fault
from stances.views.access import SignedInRequest, allowed, signed_in, wants_fragment

UPLOADS_ON_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("stances.add_article", "Your account may read, and may not upload. An administrator can make you an analyst.")
def upload(request: SignedInRequest) -> HttpResponse:
    """The form; what it received goes on to the upload's own page."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        parts = []
        if given["text"].strip():
            try:
                draft = parse_text(
                    given["text"],
                    title=given["title"],
                    outlet=given["outlet"],
                    url=given["url"],
                    published=given["published"],
                )
            except SourceError as error:
                form.add_error("url" if error.code is Fault.BAD_URL else "text", error.message)
            else:
                parts.append(uploading.part_of(draft.title or "Pasted text", draft))
        if form.is_valid():
            defaults = uploading.Defaults(given["outlet"], given["published"])
            parts += uploading.read_files(given["documents"], defaults)
            return redirect(uploading.receive(person=request.user, parts=parts))
    return render(
        request,
        "stances/upload.html",
        {
            "form": form,
            "outlets": known_outlets(),
            "max_files": limits.MAX_FILES,
            "max_bytes": limits.MAX_FILE_BYTES,
            "max_rows": uploading.TEXTS_AT_ONCE,
        },
    )


@require_safe
@signed_in
def upload_list(request: SignedInRequest) -> HttpResponse:
    """One's own uploads, newest first; for staff everybody's."""
    uploads = (
        Upload.objects.order_by("-created")
        .select_related("person")
        .annotate(
            n=Count("items"),
            kept=Count("items", filter=Q(items__article__isnull=False) & ~Q(items__problem_code="duplicate")),
            waiting=Count("items", filter=Q(items__draft__isnull=False)),
            failed=Count("items", filter=Q(items__article__state="failed")),
        )
    )
    if not request.user.is_staff:
        uploads = uploads.filter(person=request.user)
    page = Paginator(uploads, UPLOADS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "stances/upload_list.html", {"page": page})


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def upload_detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of each part. Asked by htmx with what it has `seen`: only what is new, or 204 where nothing is."""
    found = _own(request, pk)
    progress = Progress.of(found, page=request.GET.get("page"))
    if not wants_fragment(request):
        return _page(request, progress)
    if request.GET.get("seen") == progress.seal and not progress.done:
        return HttpResponse(status=204)
    return render(request, "stances/upload_detail.html#fragment", {"progress": progress, "fragment": True})


@require_POST
@signed_in
def upload_item(request: SignedInRequest, pk: uuid.UUID, item: int) -> HttpResponse:
    """One part: `action` is "complete" with the details, "leave_out", or "retry"."""
    found = _own(request, pk)
    part = get_object_or_404(UploadItem, upload=found, pk=item)
    action = request.POST.get("action")
    try:
        if action == "retry":
            uploading.retry(part.pk)
            messages.success(request, f"“{part.name}” is in the queue again.")
        elif action == "leave_out":
            uploading.leave_out(part.pk)
            messages.success(request, f"“{part.name}” was left out.")
        else:
            form = DetailsForm(request.POST, prefix=f"item{part.pk}")
            if not form.is_valid():
                return _page(request, Progress.of(found), {part.pk: form})
            details = {name: form.cleaned_data[name] for name in ("title", "published", "outlet", "url")}
            kept = uploading.complete(part.pk, person=request.user, **details)
            if kept.problem:
                messages.error(request, f"“{part.name}”: {kept.problem}")
            else:
                messages.success(request, f"“{part.name}” is stored and in the queue.")
    except uploading.CannotChange as error:
        messages.error(request, str(error))
    return redirect(found)


def _own(request: SignedInRequest, pk: uuid.UUID) -> Upload:
    found = get_object_or_404(Upload.objects.select_related("person"), pk=pk)
    if found.person != request.user and not request.user.is_staff:
        raise PermissionDenied("This upload is somebody else’s. Its articles and statements are on the open pages.")
    return found


def _page(request: SignedInRequest, progress: Progress, forms: dict[int, DetailsForm] | None = None) -> HttpResponse:
    waiting = [(item, (forms or {}).get(item.pk) or _details(item)) for item in progress.waiting]
    context = {"progress": progress, "waiting": waiting, "outlets": known_outlets() if waiting else []}
    return render(request, "stances/upload_detail.html", context)


def _details(item: UploadItem) -> DetailsForm:
    draft = uploading.from_json(item.draft or {})
    return DetailsForm(
        prefix=f"item{item.pk}",
        initial={"title": draft.title, "published": draft.published, "outlet": draft.outlet, "url": draft.url},
    )
