/** Times: what answers show and what queries take (section 2, Values). All are microseconds since 1970, UTC. */

const ZONE = / ?(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/** The forms of D 1068 and D 1098-1099, and those that the page takes besides. */
const FORMS = {
  compactT: /^(\d{4})(\d{2})(\d{2})T(\d{2}):(\d{2}):(\d{2})$/,
  compactBlank: /^(\d{4})(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})$/,
  digitsBlank: /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})$/,
  extendedT: /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/,
  extendedDay: /^(\d{4})-(\d{2})-(\d{2})$/,
  compactDay: /^(\d{4})(\d{2})(\d{2})$/,
} satisfies Record<string, RegExp>;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;

export function rightDates() {
  const dates = {
    forms: { ...FORMS } as Record<string, RegExp>,
    /** What a date without an offset is off from UTC, in minutes. */
    localOffset: 0,
    /** A query's date, or undefined where it is in none of the forms. */
    parse(text: string): number | undefined {
      const { rest, offset } = dates.zone(text);
      const moment = dates.moment(rest);
      return moment === undefined || offset === undefined ? undefined : moment - offset * MINUTE;
    },
    /** Takes `Z` or an offset off the end; minutes east of UTC. */
    zone(text: string): { rest: string; offset: number | undefined } {
      const match = ZONE.exec(text);
      if (!match) return { rest: text, offset: dates.localOffset };
      const [zone, sign, hours, minutes] = match;
      const rest = text.slice(0, text.length - zone.length);
      if (sign === undefined) return { rest, offset: 0 };
      const exists = Number(hours) < 24 && Number(minutes) < 60;
      const size = Number(hours) * 60 + Number(minutes);
      return { rest, offset: exists ? (sign === "-" ? -size : size) : undefined };
    },
    /** The date and time of day, as if they were UTC. */
    moment(text: string): number | undefined {
      const [, whole, fraction] = /^(.*?)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
      for (const form of Object.values(dates.forms)) {
        const match = form.exec(whole ?? "");
        const mayHaveFraction = match?.length === 7;
        if (!match || (fraction !== undefined && !mayHaveFraction)) continue;
        const second = dates.existing(match.slice(1).map(Number));
        return second === undefined ? undefined : second + dates.fraction(fraction);
      }
      return undefined;
    },
    /** Digits after the point, in microseconds. */
    fraction: (digits: string | undefined): number => Number((digits ?? "").padEnd(6, "0")),
    /** Microseconds of a date that exists: no 30th of February, no hour 24. */
    existing([year, month, day, hour = 0, minute = 0, second = 0]: number[]): number | undefined {
      const date = new Date(0);
      date.setUTCFullYear(year!, month! - 1, day);
      date.setUTCHours(hour, minute, second);
      const same =
        date.getUTCMonth() === month! - 1 &&
        date.getUTCDate() === day &&
        hour < 24 &&
        minute < 60 &&
        second < 60;
      return same ? date.getTime() * 1000 : undefined;
    },
    /** `2016-01-04T17:34:39.093142` */
    naive(at: number): string {
      return new Date(Math.floor(at / 1000)).toISOString().slice(0, -1) + String(at % 1000).padStart(3, "0");
    },
    /** `2016-01-04T16:58:28.805000+00:00` */
    offset(at: number): string {
      return dates.naive(at) + "+00:00";
    },
    /** Whether a posted time is of the form that `naive` writes. */
    isNaive(text: string): boolean {
      const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.\d{6}$/.exec(text);
      return match !== null && dates.existing(match.slice(1).map(Number)) !== undefined;
    },
  };
  return dates;
}

export type Dates = ReturnType<typeof rightDates>;
