/** Times of the wrong form, the wrong value or in the wrong order. */
import { flawsOf, onSuccess, wrap } from "../changes.js";
import { MINUTE, SECOND } from "../dates.js";
import type { Policy } from "../policy.js";
import type { Opportunity } from "../records.js";

const naive =
  (change: (text: string) => string) =>
  (p: Policy): void => {
    const right = p.dates.naive;
    // Times with an offset are made of those without one.
    const offset = p.dates.offset;
    p.dates.naive = (at) => change(right(at));
    p.dates.offset = (at) => {
      p.dates.naive = right;
      const text = offset(at);
      p.dates.naive = (time) => change(right(time));
      return text;
    };
  };

const offset =
  (change: (text: string) => string) =>
  (p: Policy): void =>
    wrap(p.dates, "offset", (right) => (at) => change(right(at)));

const log =
  (change: (o: Opportunity, p: Policy) => Record<string, unknown>) =>
  (p: Policy): void =>
    wrap(p.views, "log", (right) => (o) => ({ ...right(o), ...change(o, p) }));

export const timeFlaws = flawsOf("times", {
  "created-at-z": ["`2.naive-times`: created_at has a Z.", naive((text) => `${text}Z`)],
  "created-at-offset": ["`2.naive-times`: created_at has an offset.", naive((text) => `${text}+00:00`)],
  "created-at-milliseconds": [
    "`2.naive-times`: created_at has three digits.",
    naive((text) => text.slice(0, -3)),
  ],
  "created-at-seconds": [
    "`2.naive-times`: created_at has whole seconds.",
    naive((text) => text.slice(0, -7)),
  ],
  "created-at-blank": [
    "`2.naive-times`: created_at has a blank in the place of T.",
    naive((text) => text.replace("T", " ")),
  ],
  "created-at-local": [
    "`4.product-created-at`: created_at is local time, two hours east.",
    (p) =>
      wrap(p.views, "product", (right) => (product) => ({
        ...right(product),
        created_at: p.dates.naive(product.createdAt + 120 * MINUTE),
      })),
  ],
  "created-at-now": [
    "`4.product-created-at`: created_at is the time of reading.",
    (p) =>
      wrap(p.views, "product", (right) => (product) => ({
        ...right(product),
        created_at: p.dates.naive(p.clock.now()),
      })),
  ],
  "created-at-updated": [
    "`4.updateProduct`: created_at is that of the last replacement.",
    (p) =>
      onSuccess(p, ["updateProduct"], (_body, { product }) => {
        product!.createdAt = p.clock.now();
        return p.views.product(product!);
      }),
  ],
  "spec-created-at-product": [
    "`4.test-spec`: created_at is that of the product.",
    (p) =>
      wrap(p.views, "spec", (right) => (spec) => ({
        ...right(spec),
        created_at: p.dates.naive(spec.product.createdAt),
      })),
  ],
  "spec-created-at-offset": [
    "`4.test-spec`: created_at has an offset.",
    (p) =>
      wrap(p.views, "spec", (right) => (spec) => ({
        ...right(spec),
        created_at: p.dates.offset(spec.createdAt),
      })),
  ],
  "event-z": ["`2.offset-times`: times of events have a Z.", offset((text) => text.replace("+00:00", "Z"))],
  "event-no-colon": [
    "`2.offset-times`: the offset is +0000.",
    offset((text) => text.replace("+00:00", "+0000")),
  ],
  "event-no-offset": [
    "`2.offset-times`: times of events have no offset.",
    offset((text) => text.replace("+00:00", "")),
  ],
  "event-milliseconds": [
    "`2.offset-times`: times of events have three digits.",
    offset((text) => text.replace(/(\.\d{3})\d{3}/, "$1")),
  ],
  "event-no-zeros": [
    "`2.offset-times`: zeros at the end of the fraction are left out.",
    offset((text) => text.replace(/\.?0+\+/, "+")),
  ],
  "event-local-offset": [
    "`2.offset-times`: the time is UTC, the offset +01:00.",
    offset((text) => text.replace("+00:00", "+01:00")),
  ],
  "queued-at-float": [
    "`5.queued-at`: queued_at is rounded to milliseconds, the first event's time is not.",
    log((o, p) => ({ queued_at: p.dates.offset(Math.round(o.queuedAt / 1000) * 1000 + 1000) })),
  ],
  "queued-at-seconds": [
    "`5.queued-at`: queued_at is in whole seconds.",
    log((o, p) => ({ queued_at: p.dates.offset(o.queuedAt - (o.queuedAt % SECOND)) })),
  ],
  "queued-at-picked": [
    "`5.queued-at`: queued_at is the time of the last event but the result's.",
    log((o, p) => ({ queued_at: p.dates.offset(o.events[1]?.at ?? o.queuedAt) })),
  ],
  "queued-at-each": [
    "`4.queued-at-once`: each opportunity of a trigger has a time of its own.",
    (p) =>
      wrap(p.order, "made", (right) => (made) => {
        for (const [i, o] of made.entries()) {
          o.queuedAt += i;
          o.updatedAt += i;
          o.events[0]!.at += i;
        }
        return right(made);
      }),
  ],
  "pick-queued-at": [
    "`7.opportunity`: queued_at of an agent's opportunity is the time of the pick.",
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => ({
        ...right(o),
        queued_at: p.dates.offset(o.updatedAt),
      })),
  ],
  "updated-at-frozen": [
    "`5.updated-at`: updated_at stays that of queueing.",
    log((o, p) => ({ updated_at: p.dates.offset(o.queuedAt) })),
  ],
  "updated-at-not-stored": [
    "`5.updated-at`: storing does not change updated_at.",
    log((o, p) => ({ updated_at: p.dates.offset(o.events.slice(0, 3).at(-1)!.at) })),
  ],
  "updated-at-rounded": [
    "`5.updated-at`: updated_at is cut to whole seconds, and so before the last event.",
    log((o, p) => ({ updated_at: p.dates.offset(o.updatedAt - (o.updatedAt % SECOND)) })),
  ],
  "updated-at-naive": [
    "`2.offset-times`: updated_at has no offset.",
    log((o, p) => ({ updated_at: p.dates.naive(o.updatedAt) })),
  ],
  "stored-before-posted": [
    "`5.times-never-back`: RESULT_STORED has the time at which the device stored, before RESULT_POSTED.",
    (p) =>
      wrap(p.flow, "stored", (right) => (at, o) => ({ ...right(at, o), at: o.events.at(-1)!.at - 10_000 })),
  ],
  "picked-rounded": [
    "`5.times-never-back`: times of picks are cut to whole seconds.",
    (p) => wrap(p.flow, "picked", (right) => (at, agent) => right(at - (at % SECOND), agent)),
  ],
  "posted-hour-later": [
    "`5.times-never-back`: RESULT_POSTED has a time of another clock, an hour later.",
    (p) => wrap(p.flow, "posted", (right) => (at, o) => right(at + 60 * MINUTE, o)),
  ],
  "one-clock-not": [
    "Section 2, Values: created_at is of another clock, five seconds fast.",
    (p) =>
      wrap(p.views, "product", (right) => (product) => ({
        ...right(product),
        created_at: p.dates.naive(product.createdAt + 5 * SECOND),
      })),
  ],
  "token-dates-swapped": [
    "`3.token-body`: date_created is after date_updated.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        date_created: p.dates.naive(token.createdAt + SECOND),
      })),
  ],
  "token-date-offset": [
    "`3.token-body`: the dates of a token have an offset.",
    (p) =>
      wrap(p.views, "token", (right) => (account, token) => ({
        ...right(account, token),
        date_created: p.dates.offset(token.createdAt),
      })),
  ],
});
