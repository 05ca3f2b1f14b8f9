/** The kinds of metrics that are used. */
export type MetricType = "counter" | "gauge" | "histogram";

/** Names and values of labels. Never of a client's data: each further value is a further series. */
export type Labels = Readonly<Record<string, string>>;

/** A value, with its labels and what a histogram adds to the name. */
export interface Sample {
  labels?: Labels;
  suffix?: "_bucket" | "_sum" | "_count";
  value: number;
}

/** The content type of the text. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text format, version 0.0.4. */
export class Exposition {
  readonly #lines: string[] = [];

  /** A metric with all its samples; without a sample it is left out. */
  add(name: string, type: MetricType, help: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.#lines.push(`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`);
    this.#lines.push(`# TYPE ${name} ${type}`);
    for (const { labels = {}, suffix = "", value } of samples)
      this.#lines.push(`${name}${suffix}${labelsText(labels)} ${valueText(value)}`);
  }

  /** A metric of one value without labels. */
  one(name: string, type: MetricType, help: string, value: number): void {
    this.add(name, type, help, [{ value }]);
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const valueText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
