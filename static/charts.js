// Draws the figures that stand in the page as JSON, with Plotly, which is loaded only where there is one.
// Works under a policy without inline scripts or styles; without this script each chart is a table.
"use strict";

(() => {
  const CONFIG = {
    responsive: true,
    displayModeBar: false,
    displaylogo: false,
    doubleClick: false,
    showTips: false,
    showSendToCloud: false, // Plotly can upload a chart to a third party: never here
    plotlyServerURL: "",
  };
  const NARROW = 560; // pixels: below it words on the axis give way to marks
  const darkness = window.matchMedia("(prefers-color-scheme: dark)");
  const touch = window.matchMedia("(pointer: coarse)");
  let loading = null;

  function plotly() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector('meta[name="plotly-script"]').content;
      // The map library inside Plotly adds a style element when it is loaded, which the policy refuses, aloud. No
      // map is drawn here: while the script runs, a style element is one that does nothing.
      const create = document.createElement;
      document.createElement = function (name, ...rest) {
        return create.call(this, String(name).toLowerCase() === "style" ? "template" : name, ...rest);
      };
      script.onload = () => {
        document.createElement = create;
        resolve(window.Plotly);
      };
      script.onerror = () => {
        document.createElement = create;
        loading = null; // the next chart tries again
        reject(new Error("plotly.min.js could not be loaded"));
      };
      document.head.append(script);
    });
    return loading;
  }

  // A figure names colours and fonts by the stylesheet's variables; Plotly wants the values.
  function resolved(value, style) {
    if (typeof value === "string") {
      const name = /^var\((--[\w-]+)\)$/.exec(value);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((item) => resolved(item, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, style)]));
    }
    return value;
  }

  function figureOf(element) {
    const source = document.getElementById(element.dataset.figure);
    const figure = resolved(JSON.parse(source.textContent), getComputedStyle(document.documentElement));
    const marks = { critical: "▼", neutral: "●", supportive: "▲", events: "", roles: "" };
    for (const [name, axis] of Object.entries(figure.layout)) {
      if (name.startsWith("yaxis") && axis.ticktext && element.clientWidth < NARROW) {
        axis.ticktext = axis.ticktext.map((word) => marks[word] ?? word);
      }
    }
    if (element.clientWidth < NARROW && figure.layout.shapes?.length > 12) figure.layout.shapes = []; // diamonds suffice
    if (element.clientWidth < NARROW && figure.layout.annotations?.some((note) => note.name === "direct")) {
      for (const note of figure.layout.annotations) note.text = note.text.replace(/^(<b>\d+<\/b>).*/, "$1");
      figure.layout.margin.r = 26; // the key above the chart has the names
    }
    if (touch.matches) figure.layout.dragmode = false; // a finger scrolls the page
    return figure;
  }

  async function draw(element) {
    try {
      const Plotly = await plotly();
      if (!element.isConnected) return; // swapped away while Plotly was loading
      const { data, layout } = figureOf(element);
      element.replaceChildren();
      await Plotly.newPlot(element, data, layout, CONFIG);
      listen(element);
    } catch (error) {
      const failed = document.createElement("p");
      failed.className = "notice notice--bad";
      failed.textContent = `The chart could not be drawn (${error.message}). Its numbers are in the table below.`;
      element.replaceChildren(failed);
    }
  }

  // --- what a click and a drag do --------------------------------------------------------

  function listen(element) {
    const form = document.getElementById(element.dataset.form ?? "");
    element.on("plotly_click", ({ points }) => {
      const told = points[0]?.customdata;
      if (!Array.isArray(told)) return;
      const [first, last, target, actor] = told;
      if (form) ask(form, { on: first === last ? first : `${first}..${last}`, toward: target }, "statements");
      else if (element.dataset.list) {
        const query = new URLSearchParams({ ...(actor && { actor }), target, since: first, until: last });
        window.location.assign(`${element.dataset.list}?${query}`);
      }
    });
    element.on("plotly_hover", ({ points }) => element.classList.toggle("chart--link", Array.isArray(points[0]?.customdata)));
    element.on("plotly_unhover", () => element.classList.remove("chart--link"));
    if (!form) return;
    element.on("plotly_relayout", (change) => {
      const from = change["xaxis.range[0]"];
      const to = change["xaxis.range[1]"];
      if (from && to) ask(form, { since: String(from).slice(0, 10), until: String(to).slice(0, 10), on: "", toward: "" });
    });
    element.on("plotly_doubleclick", () => ask(form, { since: "", until: "", on: "", toward: "" }));
  }

  // Everything on a page is in its address: a click fills the filter's fields and sends the form.
  function ask(form, values, showing) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    if (showing) {
      document.addEventListener("htmx:afterSettle", () => document.getElementById(showing)?.scrollIntoView({ behavior: "smooth", block: "nearest" }), { once: true });
    }
    form.requestSubmit();
  }

  // --- pictures that carry what they show ------------------------------------------------

  const PICTURE = { width: 1200, margin: 28, line: 19 };

  function save(name, address) {
    const link = document.createElement("a");
    link.download = name;
    link.href = address;
    link.click();
  }

  const nameOf = (title, format) => `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase()}.${format}`;

  // The figure anew, with its title above and its filters, n, cut-off date and source below.
  async function picture(element, format, { title, lines }) {
    const Plotly = await plotly();
    const style = getComputedStyle(document.documentElement);
    const { data, layout } = figureOf(element);
    const below = PICTURE.line * lines.length + PICTURE.margin;
    const top = 54;
    const height = (layout.height ?? 400) + top + below;
    const colour = (name) => style.getPropertyValue(name).trim();
    const written = (text, fields) => ({
      text, showarrow: false, xref: "paper", yref: "paper", x: 0, xanchor: "left", align: "left", ...fields,
    });
    const margin = { ...layout.margin, l: 70, t: layout.margin.t + top, b: layout.margin.b + below };
    const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const annotations = [
      ...(layout.annotations ?? []),
      written(`<b>${escaped(title)}</b>`, { y: 1, yanchor: "bottom", yshift: 30, xshift: -52, font: { size: 20, color: colour("--ink") } }),
      written(lines.map(escaped).join("<br>"), { y: 0, yanchor: "top", yshift: -34, xshift: -52, font: { size: 12, color: colour("--ink-2") } }),
    ];
    const traces = data.map((trace) => ({ ...trace, showlegend: Boolean(trace.name) && trace.hoverinfo !== "skip" }));
    const legend = { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom", font: { color: colour("--ink-2") } };
    const figure = {
      data: traces,
      layout: { ...layout, annotations, margin, height, legend, showlegend: true, paper_bgcolor: colour("--surface"), plot_bgcolor: colour("--surface") },
    };
    save(nameOf(title, format), await Plotly.toImage(figure, { format, width: PICTURE.width, height, scale: format === "png" ? 2 : 1 }));
  }

  // A drawing that the server makes as SVG, as a PNG.
  async function drawingAsPng(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    const source = await answer.text();
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * image.naturalWidth;
    canvas.height = 2 * image.naturalHeight;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    save(new URL(address).pathname.split("/").slice(-2).join("-").replace(/\.svg$/, ".png"), canvas.toDataURL("image/png"));
  }

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-picture], [data-svg-as-png]");
    if (!button) return;
    button.disabled = true;
    try {
      const group = button.closest("[data-pictures-of]");
      if (group) {
        const told = JSON.parse(document.getElementById(group.dataset.caption).textContent);
        await picture(document.getElementById(group.dataset.picturesOf), button.dataset.picture, told);
      } else await drawingAsPng(button.parentElement.querySelector("[data-svg]").href);
    } catch (error) {
      button.insertAdjacentText("afterend", ` could not be made: ${error.message}`);
    }
    button.disabled = false;
  });

  function offerPictures(within) {
    for (const hidden of within.querySelectorAll?.("[data-pictures-of][hidden], [data-svg-as-png][hidden]") ?? []) hidden.hidden = false;
  }

  // --- when to draw ----------------------------------------------------------------------

  function charts(within) {
    const inside = [...within.querySelectorAll("[data-figure]")];
    return within.matches?.("[data-figure]") ? [within, ...inside] : inside;
  }

  const drawn = (element) => element.classList.contains("js-plotly-plot");

  function drawAll(within) {
    offerPictures(within);
    for (const element of charts(within)) if (!drawn(element)) draw(element);
  }

  if (window.htmx) window.htmx.onLoad(drawAll);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => drawAll(document.body));
  else drawAll(document.body);

  document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
    if (window.Plotly && target instanceof Element) charts(target).filter(drawn).forEach(window.Plotly.purge);
  });
  darkness.addEventListener("change", () => {
    for (const element of charts(document.body).filter(drawn)) {
      const { data, layout } = figureOf(element);
      window.Plotly.react(element, data, layout, CONFIG);
    }
  });
})();
