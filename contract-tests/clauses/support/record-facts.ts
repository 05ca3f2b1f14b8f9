/** Statements that hold for any answers of a target, whatever requests led to them: about logs, results and advertisements. */
export * from "./advertised-facts.js";
export * from "./log-facts.js";
export * from "./record-fact.js";
export * from "./result-facts.js";
