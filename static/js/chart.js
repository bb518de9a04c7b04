// Plotly is 4 MB: it is fetched once, after the page is readable, and only when a chart is near the screen.
// <figure class="chart" data-chart-url="…" data-plotly-url="…"><div class="chart-stage"></div>…table…</figure>
let plotly;
const load = (url) => (plotly ??= new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src: url });
  script.onload = () => resolve(window.Plotly);
  script.onerror = reject;
  document.head.append(script);
}));

// The browser, not this script, resolves light-dark(): a probe's computed colour is what the screen shows.
const token = (name) => {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
};
const names = ["ink", "ink-2", "ink-3", "line", "surface", "accent", "accent-soft", "watch", "alarm", "quiet"];
const palette = () => Object.fromEntries(names.map((name) => [name, token(name)]));

// The server names tokens ("token:accent", also with opacity "token:accent/0.2"); nothing else is touched.
const coloured = (value, colours) => {
  if (Array.isArray(value)) return value.map((item) => coloured(item, colours));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, colours)]));
  if (typeof value !== "string" || !value.startsWith("token:")) return value;
  const [name, opacity] = value.slice(6).split("/");
  const colour = colours[name] ?? colours.ink;
  return opacity ? colour.replace(/^rgba?\(([^)]+?)\)$/, (_, rgb) => `rgba(${rgb.split(/[ ,/]+/).slice(0, 3).join(",")},${opacity})`) : colour;
};
const axis = (own, colours) => ({
  gridcolor: colours.line, linecolor: colours.line, zeroline: false, automargin: true, fixedrange: true,
  tickfont: { color: colours["ink-3"], size: 12 }, ...own,
});
// Plotly's own month names are English; figures of a date read the same in both languages.
const dates = { tickformatstops: [
  { dtickrange: [null, "M1"], value: "%-m/%-d" }, { dtickrange: ["M1", null], value: "%Y-%m" },
], hoverformat: "%Y-%m-%d" };
const dressed = (layout, colours) => ({
  ...layout,
  paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: layout.showlegend ?? false,
  font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: colours["ink-2"], ...layout.font },
  margin: { l: 44, r: 12, t: 8, b: 32, ...layout.margin }, hovermode: layout.hovermode ?? "x unified",
  hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { color: colours.ink } },
  xaxis: axis({ showgrid: false, ...(layout.xaxis?.tickformat ? {} : dates), ...layout.xaxis }, colours), yaxis: axis({ separatethousands: true, ...layout.yaxis }, colours),
});

const drawn = new Map();
const draw = (figure) => {
  const { data, layout } = drawn.get(figure);
  const colours = palette();
  const stage = figure.querySelector(".chart-stage");
  return window.Plotly.react(stage, coloured(data, colours), dressed(coloured(layout ?? {}, colours), colours), {
    displayModeBar: false, responsive: true, locale: document.documentElement.lang,
  });
};
const show = async (figure) => {
  const stage = figure.querySelector(".chart-stage");
  try {
    const [answer] = await Promise.all([fetch(figure.dataset.chartUrl), load(figure.dataset.plotlyUrl)]);
    if (!answer.ok) throw new Error(String(answer.status));
    drawn.set(figure, await answer.json());
    await draw(figure);
    stage.dataset.state = "shown";
  } catch {
    // The table of the same figures says everything the chart would have said.
    stage.dataset.state = "failed";
    figure.querySelector("details")?.setAttribute("open", "");
  }
};

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    near.unobserve(entry.target);
    show(entry.target);
  }
}, { rootMargin: "200px" });
const watch = (root) => {
  for (const figure of root.querySelectorAll("figure.chart[data-chart-url]:not([data-watched])")) {
    figure.dataset.watched = "";
    near.observe(figure);
  }
};
const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 200));
const begin = () => idle(() => watch(document));
if (document.readyState === "complete") begin();
else addEventListener("load", begin);
document.addEventListener("htmx:load", () => idle(() => watch(document)));
const redraw = () => drawn.forEach((_, figure) => draw(figure));
document.addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
