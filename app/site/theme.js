// The charts' looks, light and dark. Colours are Okabe and Ito's, told apart by shape as well.

const schemes = {
  light: { ink: "#1b2025", soft: "#57606a", line: "#dcdfe2", page: "#fdfdfb", band: "#e4f3ee", zone: "#d5d9dd",
           series: ["#0072b2", "#c75000", "#007a5a", "#7a5c00", "#b0508a", "#444b54"] },
  dark: { ink: "#e7e9ea", soft: "#a3acb5", line: "#353c43", page: "#14171a", band: "#1d3b33", zone: "#3b434b",
          series: ["#56b4e9", "#f09a3e", "#2fd0a0", "#f0e442", "#e08cc0", "#c8ced4"] }
};
const shapes = ["circle", "triangle-up", "square", "diamond", "cross", "triangle-down"];
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const currentScheme = () => darkScheme.matches ? schemes.dark : schemes.light;

/** Vega's configuration in a scheme. Figures that leave the page are always in the light one. */
function chartConfig(scheme) {
  const font = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";
  return {
    background: null,
    axis: { labelColor: scheme.soft, titleColor: scheme.ink, domainColor: scheme.soft, tickColor: scheme.soft, gridColor: scheme.line,
            labelFont: font, titleFont: font, labelFontSize: 12, titleFontSize: 13, titleFontWeight: 500, titlePadding: 8,
            labelPadding: 4, tickSize: 4, labelOverlap: true },
    axisY: { domain: false, ticks: false, grid: true },
    legend: { labelColor: scheme.ink, titleColor: scheme.soft, labelFont: font, titleFont: font, labelFontSize: 12, titleFontSize: 12,
              titleFontWeight: 500, symbolSize: 70, orient: "top", direction: "horizontal", columns: 4, columnPadding: 16, offset: 10 },
    text: { font, fontSize: 12, fill: scheme.ink }
  };
}
