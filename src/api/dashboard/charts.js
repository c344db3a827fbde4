// Lines over time, drawn by Chart.js. They say nothing that is not in a tile or a table as well.

const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3]];
const drawn = [];

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function colours(chart) {
  const { scales, plugins } = chart.options;
  for (const scale of Object.values(scales)) {
    scale.ticks.color = style("--soft");
    scale.grid.color = scale.grid.borderColor = style("--line");
  }
  plugins.legend.labels.color = style("--ink");
  chart.data.datasets.forEach((set, i) => {
    set.borderColor = set.backgroundColor = set.pointBackgroundColor = set.pointBorderColor = style(`--line-${i % 6 + 1}`);
  });
}

function ago(minutes) {
  return minutes === 0 ? "now" : `${minutes} min`;
}

export class Lines {
  // `tick`: text of a value; `most` and `precision` (decimals): of the axis.
  constructor(canvas, { tick, most, precision }) {
    this.canvas = canvas;
    this.tick = tick;
    const Chart = globalThis.Chart;
    this.chart = new Chart(canvas, {
      type: "line",
      data: { datasets: [] },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true, events: [],
        scales: {
          x: { type: "linear", max: 0, grid: {}, ticks: { maxRotation: 0, callback: ago } },
          y: { beginAtZero: true, suggestedMax: most, max: most, grid: {}, ticks: { maxTicksLimit: 5, precision, callback: tick } },
        },
        plugins: { legend: { position: "bottom", align: "start", labels: { boxWidth: 28, boxHeight: 0, font: { size: 12 } } },
                   tooltip: { enabled: false } },
      },
    });
    drawn.push(this.chart);
  }

  // The last `span` minutes of `series`: [{name, points: [{x: minutes, up to 0; y}]}]
  show(span, series) {
    const { x } = this.chart.options.scales;
    x.min = -span;
    x.ticks.stepSize = span / 3;
    const sets = this.chart.data.datasets;
    sets.length = series.length;
    series.forEach(({ name, points }, i) => {
      sets[i] = Object.assign(sets[i] || { borderWidth: 2, borderDash: DASHES[i % 6], tension: 0, clip: 4 },
                              { label: name, data: points, pointRadius: points.length === 1 ? 3 : 0 });
    });
    colours(this.chart);
    this.chart.update("none");
    const now = series.filter((one) => one.points.length)
      .map(({ name, points }) => `${name} ${this.tick(points.at(-1).y)}`).join(", ");
    this.canvas.setAttribute("aria-label", now ? `Last values: ${now}` : "Nothing to draw yet");
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of drawn) {
    colours(chart);
    chart.update("none");
  }
});
