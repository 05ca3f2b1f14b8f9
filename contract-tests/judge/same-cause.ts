const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const OF_A_RUN = /spi-run-\d{8}-[0-9a-f]{8}[\w.-]*/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[\d.:+Z]*/g;

/** A text without the parts that differ between runs: ids, names, times, numbers. */
export function withoutNames(text: string): string {
  return text.replace(UUID, "ID").replace(OF_A_RUN, "NAME").replace(TIME, "TIME").replace(/\d+/g, "N");
}
