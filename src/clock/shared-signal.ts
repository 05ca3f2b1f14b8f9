import { setMaxListeners } from "node:events";

/** A controller whose signal any number of waits share. Node takes more than ten of them for a leak and says so. */
export function sharedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
