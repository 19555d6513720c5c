// What every page needs beside htmx. Everything works without it.
"use strict";

(() => {
  // --- on a narrow screen the filters fold away, unless one is set ---------------------------

  if (window.matchMedia("(max-width: 40rem)").matches) {
    for (const fold of document.querySelectorAll("details[data-fold]")) {
      if (fold.dataset.fold !== "narrowed") fold.open = false;
    }
  }

  // The facets beside a list come anew with each swap: on a narrow screen they would push the list away.
  document.body.addEventListener("htmx:load", (event) => {
    if (!window.matchMedia("(max-width: 40rem)").matches) return;
    for (const fold of event.target.querySelectorAll(".facets-fold")) fold.open = false;
  });

  // --- dropping files on the upload form -------------------------------------------------

  const size = (bytes) => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

  function show(zone, input) {
    const list = zone.querySelector("[data-dropzone-list]");
    const largest = Number(zone.dataset.maxBytes);
    const rows = Array.from(input.files, (file) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const note = document.createElement("span");
      name.textContent = file.name;
      note.textContent = file.size > largest ? `${size(file.size)}: too large` : size(file.size);
      note.className = file.size > largest ? "too-large" : "muted";
      row.append(name, note);
      return row;
    });
    if (input.files.length > Number(zone.dataset.maxFiles)) {
      const row = document.createElement("li");
      row.className = "too-large";
      row.textContent = `${input.files.length} files are too many for one upload.`;
      rows.unshift(row);
    }
    list.replaceChildren(...rows);
  }

  for (const zone of document.querySelectorAll("[data-dropzone]")) {
    const input = zone.querySelector("input[type=file]");
    zone.querySelector("[data-needs-script]").hidden = false;
    input.addEventListener("change", () => show(zone, input));
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.add("dropzone--over");
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      zone.addEventListener(kind, () => zone.classList.remove("dropzone--over"));
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      const together = new DataTransfer();  // dropped files join those chosen before
      for (const file of [...input.files, ...event.dataTransfer.files]) together.items.add(file);
      input.files = together.files;
      show(zone, input);
    });
  }

  // --- keyboard ----------------------------------------------------------------------------

  const sheet = document.getElementById("shortcuts");
  const opener = document.getElementById("shortcuts-open");
  const single = document.getElementById("shortcuts-on");
  const OFF = "single-key shortcuts off";
  let going = 0; // when "g" was pressed

  function remembered(change) {
    try {
      if (change === undefined) return window.localStorage.getItem(OFF) !== null;
      if (change) window.localStorage.setItem(OFF, "1");
      else window.localStorage.removeItem(OFF);
    } catch { /* a browser that keeps nothing: shortcuts are on */ }
    return false;
  }

  function step(by) {
    const statements = [...document.querySelectorAll("article.statement")];
    if (!statements.length) return;
    const at = statements.findIndex((one) => one.contains(document.activeElement));
    const next = statements[Math.min(Math.max(at + by, 0), statements.length - 1)];
    next.querySelector(".statement__words a, a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function pressed(key) {
    if (key === "?") sheet.showModal();
    else if (key === "/") document.querySelector("main input[type=search], main #id_q, main #id_add")?.focus();
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "g") going = Date.now();
    else if (Date.now() - going < 1500) document.querySelector(`#shortcuts [data-key="${CSS.escape(key)}"]`)?.click();
    else return false;
    if (key !== "g") going = 0;
    return true;
  }

  if (sheet && opener) {
    opener.hidden = false;
    single.checked = !remembered();
    opener.addEventListener("click", () => sheet.showModal());
    single.addEventListener("change", () => remembered(!single.checked));
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
      if (typing || sheet.open || !single.checked || event.ctrlKey || event.metaKey || event.altKey) return;
      if (pressed(event.key)) event.preventDefault();
    });
  }

  // --- after “Show page 5” the keyboard goes on from the first of the new rows; scrolling moves no focus ---

  let awaited = null;
  document.body.addEventListener("click", (event) => {
    const link = event.target.closest(".more__link");
    if (link) awaited = link.dataset.then;
  });
  document.body.addEventListener("htmx:load", () => {
    const mark = awaited && document.getElementById(awaited);
    if (!mark) return;
    awaited = null;
    mark.focus({ preventScroll: true });
  });

  // --- after htmx has swapped a page of a list, the keyboard goes on from its first row --------

  document.body.addEventListener("htmx:afterSwap", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!link || !link.matches(".pages a")) return;
    const first = event.detail.target.querySelector("a, button");
    if (first) first.focus({ preventScroll: true });
  });
})();
