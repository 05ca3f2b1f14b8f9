// Hono and Ajv, stateless: what a mock costs that validates both ways and keeps nothing. No signature, no disk.
import { randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import Ajv from "ajv";
import { Hono } from "hono";

const ajv = new Ajv();
const id = { type: "string", pattern: "^[0-9a-f-]{36}$" };
const text = { type: ["string", "null"] };
const validSnap = ajv.compile({
  type: "object",
  additionalProperties: false,
  required: ["name", "revision", "channel"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200 },
    revision: { type: "integer", minimum: 0 },
    channel: { enum: ["edge", "beta", "candidate", "stable"] },
  },
});
const validIds = ajv.compile({
  type: "object",
  required: ["ids"],
  properties: {
    ids: {
      type: "array",
      items: {
        type: "object",
        required: ["image_unique_id", "test_opportunity_id"],
        properties: { image_unique_id: id, test_opportunity_id: id },
      },
    },
  },
});
const validQuery = ajv.compile({
  type: "object",
  additionalProperties: false,
  properties: { test_opportunity_id: id },
});
const validEvents = ajv.compile({
  type: "object",
  required: ["event_logs"],
  properties: {
    event_logs: {
      type: "array",
      items: {
        type: "object",
        required: ["product_id", "test_opportunity_id", "events"],
        properties: {
          product_id: id,
          test_opportunity_id: id,
          image_unique_id: text,
          spec_name: text,
          events: {
            type: "array",
            items: {
              type: "object",
              required: ["event_type", "timestamp"],
              properties: { event_type: { type: "string" }, timestamp: { type: "string" } },
            },
          },
        },
      },
    },
  },
});

const JSON_TYPE = { "content-type": "application/json" };
const app = new Hono();
app.post("/products/:id/snaps", async (c) => {
  if (!validSnap(await c.req.json())) return c.body(null, 400);
  const made = { ids: [{ image_unique_id: randomUUID(), test_opportunity_id: randomUUID() }] };
  if (!validIds(made)) return c.body(null, 500);
  return c.body(JSON.stringify(made), 201, JSON_TYPE);
});
app.get("/products/:id/tests/events", (c) => {
  const query = c.req.query();
  if (!validQuery(query)) return c.body(null, 400);
  const log = {
    product_id: c.req.param("id"),
    test_opportunity_id: query.test_opportunity_id,
    image_unique_id: "68dc2abd-edaf-484d-acbf-30b0902eabdc",
    spec_name: "smoke",
    queued_at: "2016-01-04T16:58:28.805000+00:00",
    events: [{ event_type: "QUEUED_FOR_AGENTS", timestamp: "2016-01-04T16:58:28.805000+00:00" }],
  };
  const body = { event_logs: [log] };
  if (!validEvents(body)) return c.body(null, 500);
  return c.body(JSON.stringify(body), 200, JSON_TYPE);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(`Ready. ${port}`));
