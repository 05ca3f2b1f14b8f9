// Bare Hono: routes, one constant answer, nothing else.
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const EVENTS = JSON.stringify({ event_logs: [] });
const app = new Hono();
app.get("/products", (c) => c.json([]));
app.get("/products/:id/tests/events", (c) => c.body(EVENTS, 200, { "content-type": "application/json" }));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(`Ready. ${port}`));
