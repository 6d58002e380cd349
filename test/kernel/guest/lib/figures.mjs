// Figures that suites report.

/** The q-quantile (0..1) by nearest rank; NaN for no samples. */
export function quantile(samples, q) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
