// Generated from emulator-openapi.yaml by `npm run generate`.
export interface paths {
  "/_emulator/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Say that the process is alive
     * @description Answers as long as the process serves requests, whatever its state is. For liveness probes: it needs no admin token. Errors: only those that every operation has.
     */
    get: operations["getHealth"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/ready": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Say whether requests can be served
     * @description For readiness probes and `wait`. Errors: 503 while something is missing (the state is being read, the lab is not started, or it shuts down); the message says what.
     */
    get: operations["getReady"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/info": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Describe the emulator
     * @description Version, the product spec and its operations, limits and settings; the same until the emulator ends. Errors: only those that every operation has.
     */
    get: operations["getInfo"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/openapi.json": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read this document
     * @description The OpenAPI document of the control plane, as JSON. Errors: only those that every operation has.
     */
    get: operations["getControlSpec"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/product-openapi.json": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the product API's document
     * @description The OpenAPI document that the product API is served by (`--spec` where one was given), as JSON. Errors: only those that every operation has.
     */
    get: operations["getProductSpec"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/sandboxes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the sandboxes
     * @description Every sandbox with its credentials, `default` first, then oldest first. Errors: only those that every operation has.
     */
    get: operations["listSandboxes"];
    put?: never;
    /**
     * Make a sandbox
     * @description Makes a sandbox with a state, clock, lab and credentials of its own; clients that sign with those credentials are in it. Errors: 400 where the seed is unknown or not a seed, naming each problem; 409 where the name is taken, or there are as many sandboxes as `limits.sandboxes` says.
     */
    post: operations["createSandbox"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/sandboxes/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a sandbox. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SandboxName"];
      };
      cookie?: never;
    };
    /**
     * Read a sandbox
     * @description One sandbox with its credentials and counts. Errors: 404 where there is none of that name (any more).
     */
    get: operations["getSandbox"];
    put?: never;
    post?: never;
    /**
     * Delete a sandbox
     * @description Stops its lab and clock and removes its state, faults and exchanges; its credentials are unknown from then on. Snapshots of it stay. Errors: 404 where there is none of that name, so also for the second delete; 409 for `default`.
     */
    delete: operations["deleteSandbox"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/reset": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a sandbox back to its seed
     * @description Replaces all state by that of the seed that the sandbox began with, or of another, in one step; faults and exchanges are cleared. A lab's devices start anew. Errors: 400 where the seed is unknown or not a seed; 404 where there is no such sandbox. The state is as before after any error.
     */
    post: operations["reset"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/seed": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load a seed
     * @description Puts a seed's accounts, products and history into the sandbox, in the place of what is there. A reset goes back to it from now on. Errors: 400 where the seed is unknown or not a seed, naming each problem; 404 where there is no such sandbox. The state is as before after any error.
     */
    post: operations["loadSeed"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/snapshots": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the snapshots
     * @description Every snapshot of this emulator, of whichever sandbox, oldest first. Errors: only those that every operation has.
     */
    get: operations["listSnapshots"];
    put?: never;
    /**
     * Save a snapshot
     * @description Keeps the sandbox's whole state (not its faults and exchanges) under a name. Errors: 404 where there is no such sandbox; 409 where the name is taken: delete that snapshot first.
     */
    post: operations["saveSnapshot"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/snapshots/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    /**
     * Read a snapshot
     * @description The snapshot as one document, which `importSnapshot` takes here or at another emulator. It holds the accounts' credentials. Errors: 404 where there is none of that name.
     */
    get: operations["getSnapshot"];
    put?: never;
    post?: never;
    /**
     * Delete a snapshot
     * @description Removes the snapshot; sandboxes that were loaded from it stay. Errors: 404 where there is none of that name, so also for the second delete.
     */
    delete: operations["deleteSnapshot"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/snapshots/{name}/load": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load a snapshot
     * @description Replaces the sandbox's whole state by the snapshot's, in one step. The clock does not go back: it goes on from the snapshot's time or its own, whichever is later. Errors: 404 where there is no such snapshot or sandbox; 409 where another sandbox has the same credentials.
     */
    post: operations["loadSnapshot"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/snapshot-imports": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load a snapshot from a document
     * @description As `loadSnapshot`, from the document that `getSnapshot` gave, here or elsewhere. Errors: 400 where it is damaged, foreign or of an unknown version, naming what is wrong; 404 where there is no such sandbox; 409 where another sandbox has the same credentials. The state is as before after any error.
     */
    post: operations["importSnapshot"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/clock": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the clock
     * @description Mode, time and speed. Errors: 404 where there is no such sandbox.
     */
    get: operations["getClock"];
    /**
     * Set the clock's speed
     * @description How fast the clock runs from now on; 0 pauses it, and the answer tells at which speed it ran (`resume_speed`). Time never goes back and never jumps. Errors: 404 where there is no such sandbox; 409 on a manual clock, which only `advanceClock` moves.
     */
    put: operations["setClock"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/clock/advance": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advance a manual clock
     * @description Lets time pass on a manual clock: due timers fire one at a time in their order, and each is waited for until all that it set in motion is at rest. Advances queue. Errors: 404 where there is no such sandbox; 409 where its clock is not manual, or so many timers fire at one instant that there seems to be no end.
     */
    post: operations["advanceClock"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/faults": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the faults
     * @description The sandbox's faults in the order in which they are tried, and the ready-made sets. Errors: 404 where there is no such sandbox.
     */
    get: operations["listFaults"];
    put?: never;
    /**
     * Add a fault, or a set of them
     * @description Adds a fault to the end of the list, or all faults of a ready-made set. The first one that matches a product request and is to fire decides; the control plane is never hit, nor are requests whose signature is refused. Faults are kept in memory: they last until they are removed, the state is replaced (a reset, a seed, a snapshot) or the emulator ends. Errors: 400 for a rule that cannot be used, also where `operation` is none, `set` is unknown, or there are 1000 faults already; 404 where there is no such sandbox.
     */
    post: operations["addFault"];
    /**
     * Remove every fault
     * @description Removes all faults of the sandbox; none is no error. Errors: 404 where there is no such sandbox.
     */
    delete: operations["clearFaults"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/faults/{fault_id}": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. Not a number is 400; one that is not there is 404. */
        fault_id: components["parameters"]["FaultId"];
      };
      cookie?: never;
    };
    /**
     * Read a fault
     * @description The rule, how many requests it matched and how often it fired. Errors: 404 where there is no such fault or sandbox.
     */
    get: operations["getFault"];
    put?: never;
    post?: never;
    /**
     * Remove a fault
     * @description Removes one fault; a request that it has hit already goes on as it is. Errors: 404 where there is no such fault or sandbox, so also for the second delete.
     */
    delete: operations["removeFault"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/exchanges": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the exchanges
     * @description The recorded product requests with their answers that pass every filter given, oldest first; with `limit` the newest of them. Signatures and passwords are not recorded. Requests whose credentials lead to no sandbox are in `default`. Errors: 400 for a filter that cannot be read; 404 where there is no such sandbox.
     */
    get: operations["listExchanges"];
    put?: never;
    post?: never;
    /**
     * Forget the exchanges
     * @description Forgets every exchange of the sandbox; sequence numbers go on. Errors: 404 where there is no such sandbox.
     */
    delete: operations["clearExchanges"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/exchanges/count": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count exchanges
     * @description How many recorded exchanges pass every filter given, for assertions. Errors: 400 for a filter that cannot be read; 404 where there is no such sandbox.
     */
    get: operations["countExchanges"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/exchanges/wait": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Wait for exchanges
     * @description Answers as soon as `count` recorded exchanges pass every filter given, at once where they are there. Errors: 404 where there is no such sandbox; 408 where they did not come in time, and the message says what came instead.
     */
    post: operations["waitForExchange"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/exchanges/{exchange_id}": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Sequence number of an exchange. Not a number is 400; one that is not there (any more) is 404. */
        exchange_id: components["parameters"]["ExchangeId"];
      };
      cookie?: never;
    };
    /**
     * Read an exchange
     * @description One recorded exchange. Errors: 400 where the id is no number; 404 where there is none of that number (any more: only the latest `limits.exchanges` are kept), or no such sandbox.
     */
    get: operations["getExchange"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/exchanges.har": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export the exchanges
     * @description Every recorded exchange of the sandbox as HAR 1.2, for browsers and other tools. Errors: 404 where there is no such sandbox.
     */
    get: operations["exportHar"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/lab/devices": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the virtual devices
     * @description Every device of the sandbox's lab; none where it has no lab. Errors: 404 where there is no such sandbox.
     */
    get: operations["listDevices"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/lab/devices/{agent_id}": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    /**
     * Read a virtual device
     * @description What one device does now. Errors: 404 where the lab has none of that agent id, or there is no such sandbox.
     */
    get: operations["getDevice"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/lab/devices/{agent_id}/offline": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a device offline
     * @description Cuts the device's network: it finishes what it does, but neither polls nor posts. No error where it is offline already. Errors: 404 where the lab has no such device, or there is no such sandbox.
     */
    post: operations["takeDeviceOffline"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/lab/devices/{agent_id}/online": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bring a device online
     * @description Gives the network back; a vanished device starts to poll again, and what it held stays picked (A-16). No error where it is online already. Errors: 404 where the lab has no such device, or there is no such sandbox.
     */
    post: operations["bringDeviceOnline"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/lab/devices/{agent_id}/override": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decide a device's next outcome
     * @description The next outcome that the device decides is this one, also of an opportunity in hand whose test has not ended. Another override replaces it. Errors: 404 where the lab has no such device, or there is no such sandbox.
     */
    post: operations["overrideNextOutcome"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/opportunities": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List Test Opportunities
     * @description The opportunities of all the sandbox's accounts that pass every filter given, newest first, `limit` at a time. Errors: 400 for a filter that cannot be read; 404 where there is no such sandbox, or `before` is no opportunity of it.
     */
    get: operations["listOpportunities"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/opportunities/{test_opportunity_id}/trace": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /**
     * Read an opportunity's trace
     * @description All that is known to have happened to one opportunity: its events, the requests about it, what the device did and decided, and the faults that hit it. Errors: 400 where the id is no UUID; 404 where there is no such opportunity or sandbox.
     */
    get: operations["getTrace"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/opportunities/{test_opportunity_id}/why": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /**
     * Explain where an opportunity is
     * @description Why the opportunity is in the state that it is in, and what it waits for. Errors: 400 where the id is no UUID; 404 where there is no such opportunity or sandbox.
     */
    get: operations["explainOpportunity"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/opportunities/{test_opportunity_id}/override": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decide an opportunity's outcome
     * @description The outcome of this opportunity is this one, whichever of the lab's devices gets it or has it in hand. Another override replaces it. Errors: 400 where the id is no UUID; 404 where there is no such opportunity or sandbox; 409 where its outcome is decided, an agent from outside of the lab holds it, or the sandbox has no lab.
     */
    post: operations["overrideOutcome"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/status": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sum up a sandbox
     * @description What is unfinished and why, what each device does, and whether faults are on. Errors: 404 where there is no such sandbox.
     */
    get: operations["getStatus"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/feed": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the store's feed
     * @description Snap revisions that the store made or is going to make known by itself, soonest first: of each series the ten latest and the ten next. Of a series that comes only while somebody follows the sandbox's events, the next are listed only then. Errors: 404 where there is no such sandbox.
     */
    get: operations["listFeed"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/feed/publish": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Publish a snap revision
     * @description The store makes a snap revision known now, as `advertiseSnap` does for its caller. Errors: 404 where there is no such sandbox or product, or the product does not reference the snap or has no Test Spec; 409 where the sandbox has limits and is full.
     */
    post: operations["publishNow"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/_emulator/events": {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow what happens
     * @description Server-sent events of the sandbox, until the client hangs up. Each has an `id`, a type (`event`) and JSON (`data`). An `id` is the event's number and, after a hyphen, a name of the run that counts: numbers begin anew when the emulator is started or the sandbox made again, and the name is then another one. A client that comes again with `Last-Event-ID` gets what it missed, as far as that is kept; where it is not, or was of another run, an event `gap` says that it must read everything anew (`after`: what the client sent; `goes_on_after`: where the stream goes on). After 15 silent seconds comes a comment. Polls of the lab that find nothing are no events. Errors: 400 for a parameter that cannot be read; 404 where there is no such sandbox.
     */
    get: operations["streamEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /**
     * Format: uuid
     * @description A UUID; either case is taken, lower case is sent.
     */
    Uuid: string;
    /** @description A UUID, or null for none. */
    NullableUuid: components["schemas"]["Uuid"] | null;
    /** @description A name, 1-200 characters, without control characters. */
    Name: string;
    /** @description A name, or null for none. */
    NullableName: components["schemas"]["Name"] | null;
    /**
     * 1-63 lower-case letters, digits, - and _, beginning with a letter or digit
     * @description Name of a sandbox or a snapshot, 1-63 lower-case letters, digits, `-` and `_`; it may be a file's name.
     */
    Handle: string;
    /**
     * a whole number
     * @description A sequence number, as text.
     */
    SequenceText: string;
    /**
     * the id of an event, or 0
     * @description The id of an event as the stream gave it; `0` alone for all that is kept.
     */
    EventId: string;
    /** @description Operation id of the product API. */
    OperationId: string;
    /**
     * a method in capitals, such as POST
     * @description An HTTP method in capitals.
     */
    MethodName: string;
    /**
     * a path that begins with / or *
     * @description A path without query; `*` stands for any run of characters, also of none.
     */
    PathPattern: string;
    /**
     * a status such as 404, or a class such as 4xx
     * @description An HTTP status, or a class of them.
     */
    HttpStatusPattern: string;
    /**
     * a status such as 404, or a class such as 4xx
     * @description An HTTP status as number or text, or a class of them.
     */
    HttpStatusChoice: number | string;
    /** @description Any JSON value, null too. */
    Json: unknown;
    /** @description An object whose fields depend on the case. */
    OpenObject: {
      [key: string]: unknown;
    };
    /**
     * Format: offset-microseconds
     * @description Time of the sandbox's clock, UTC, six digits of a second, with its offset.
     */
    OffsetTime: string;
    /** @description Time of the sandbox's clock, or null for none. */
    NullableOffsetTime: components["schemas"]["OffsetTime"] | null;
    /**
     * Format: date-time
     * @description Wall time, UTC, three digits of a second.
     */
    WallTime: string;
    /** @description Wall time, or null for none. */
    NullableWallTime: components["schemas"]["WallTime"] | null;
    /** @description A date, or a date and time, in a form that the product API's `start_date` takes, such as `2016-01-04T16:58:28Z`; without an offset it is UTC. */
    DateText: string;
    /** @description A number of things. */
    Count: number;
    /** @description A sequence number; later things have higher ones. */
    Sequence: number;
    /**
     * @description A store channel.
     * @enum {string}
     */
    Channel: "edge" | "beta" | "candidate" | "stable";
    /** @description A store channel, or null for none. */
    NullableChannel: components["schemas"]["Channel"] | null;
    /** @description A snap's revision in the store, a whole number; at most 9007199254740991. */
    Revision: number;
    /**
     * @description `PASSED`; `FAILED` when a test failed; `ERROR` when provisioning failed.
     * @enum {string}
     */
    TestStatus: "PASSED" | "FAILED" | "ERROR";
    /** @description A test status, or null for none. */
    NullableTestStatus: components["schemas"]["TestStatus"] | null;
    /**
     * @description The steps of an opportunity, in their order; the last one that happened is its state.
     * @enum {string}
     */
    EventType: "QUEUED_FOR_AGENTS" | "PICKED_BY_AGENT" | "RESULT_POSTED" | "RESULT_STORED";
    /** @description The process is alive. */
    Health: {
      /**
       * @description Always this.
       * @constant
       */
      status: "alive";
    };
    /** @description Requests can be served. */
    Readiness: {
      /**
       * @description Always this.
       * @constant
       */
      status: "ready";
    };
    /** @description What runs here. */
    Info: {
      /** @description Version of the emulator. */
      version: string;
      spec: components["schemas"]["SpecInfo"];
      /** @description Every operation of the product API, in the spec's order. */
      operations: components["schemas"]["OperationInfo"][];
      limits: components["schemas"]["Limits"];
      /** @description Names of the seeds that come with the emulator. */
      seeds: string[];
      /**
       * @description `oauth`: product requests are signed; `none`: every one is taken for the first account's.
       * @enum {string}
       */
      auth: "oauth" | "none";
      /** @description The address that clients use and sign, behind a proxy; null where none was set. */
      public_url: string | null;
      /** @description The modes that a new sandbox's clock may have. */
      clock_modes: components["schemas"]["ClockMode"][];
    };
    /** @description The product spec. */
    SpecInfo: {
      /** @description Its title. */
      title: string;
      /** @description Its version. */
      version: string;
    };
    /** @description An operation of the product API. */
    OperationInfo: {
      operation_id: components["schemas"]["OperationId"];
      method: components["schemas"]["MethodName"];
      /** @description Its path with parameters in braces. */
      path: string;
      /** @description Its first tag. */
      tag: string;
      /** @description Whether it is deprecated. */
      deprecated: boolean;
    };
    /** @description What the emulator takes and keeps at most. */
    Limits: {
      /** @description Bytes of a body. */
      body_bytes: components["schemas"]["Count"];
      /** @description Bytes of a posted result. */
      result_bytes: components["schemas"]["Count"];
      /** @description Levels of nesting in a body. */
      json_depth: components["schemas"]["Count"];
      /** @description Exchanges kept for each sandbox; the oldest go first. */
      exchanges: components["schemas"]["Count"];
      /** @description Sandboxes at one time. */
      sandboxes: components["schemas"]["Count"];
    };
    /** @description An OpenAPI document. */
    OpenApiDocument: {
      /** @description Version of OpenAPI. */
      openapi: string;
      info: components["schemas"]["OpenObject"];
      paths: components["schemas"]["OpenObject"];
    } & {
      [key: string]: unknown;
    };
    /** @description Name of a seed that comes with the emulator; `getInfo` lists them. Never a file. */
    SeedName: string;
    /** @description A seed as `fixtures/seeds/seed.schema.json` has it; it is checked against that, and problems are 400. */
    Seed: {
      [key: string]: unknown;
    };
    /** @description The name of a seed that comes with the emulator, or a seed as `fixtures/seeds/seed.schema.json` has it. */
    SeedChoice:
      | string
      | {
          [key: string]: unknown;
        };
    /** @description What a new sandbox is to be. */
    SandboxInput: {
      /** @description Its name; left out, one that is free. */
      name?: components["schemas"]["Handle"];
      /** @description What it begins with; left out, the seed of the emulator's start. */
      seed?: components["schemas"]["SeedChoice"];
      /** @description Same random seed, same requests: same ids and outcomes. Left out, one is drawn. */
      random_seed?: components["schemas"]["Name"];
      /** @description Its clock; left out, a scaled one with the speed of the emulator's start. */
      clock?: components["schemas"]["NewClock"];
      /**
       * @description Its lab of virtual devices; false leaves that out.
       * @default true
       */
      lab?: boolean;
      /** @description Seconds of wall time until it is deleted; left out, it stays. At most 30 days. */
      expires_in_s?: number;
    };
    /**
     * @description `scaled`: runs by itself; `manual`: stands still until it is advanced.
     * @enum {string}
     */
    ClockMode: "scaled" | "manual";
    /** @description Milliseconds of the sandbox's clock in one of wall time; 0 holds it. */
    Speed: number;
    /** @description The clock of a new sandbox. */
    NewClock: {
      mode: components["schemas"]["ClockMode"];
      /** @description How fast a scaled clock runs; left out, as fast as the emulator's start says. Not for a manual one (400). */
      speed?: components["schemas"]["Speed"];
      /** @description Where the clock begins; left out, now. */
      start?: components["schemas"]["DateText"];
    };
    /** @description A unit of isolation. */
    Sandbox: {
      name: components["schemas"]["Handle"];
      /** @description Name or file of the seed that it began with; `inline` for one that came in a request. */
      seed: string;
      /** @description What its ids and outcomes follow from. */
      random_seed: string;
      /** @description When it was made, wall time. */
      created_at: components["schemas"]["WallTime"];
      /** @description When it is deleted, wall time; null for never. */
      expires_at: components["schemas"]["NullableWallTime"];
      clock: components["schemas"]["ClockState"];
      /** @description Whether it has virtual devices. */
      lab: boolean;
      /** @description Its accounts, in the order of their making. */
      accounts: components["schemas"]["SandboxAccount"][];
      counts: components["schemas"]["Counts"];
    };
    /** @description Sandboxes. */
    SandboxList: {
      /** @description The sandboxes, `default` first, then oldest first. */
      sandboxes: components["schemas"]["Sandbox"][];
    };
    /** @description A customer's account and how to sign for it. */
    SandboxAccount: {
      /** @description Its e-mail address. */
      email: string;
      /** @description Its display name. */
      name: string;
      /** @description Names under which the legacy API knows it. */
      organizations: string[];
      credentials: components["schemas"]["Credentials"];
    };
    /** @description OAuth 1.0a credentials of an account; they choose the sandbox too. */
    Credentials: {
      /** @description The consumer key. */
      consumer_key: string;
      /** @description The consumer secret. */
      consumer_secret: string;
      /** @description The token key. */
      token_key: string;
      /** @description The token secret. */
      token_secret: string;
    };
    /** @description How much is in a sandbox, over all its accounts. */
    Counts: {
      /** @description Products. */
      products: components["schemas"]["Count"];
      /** @description Test Opportunities. */
      opportunities: components["schemas"]["Count"];
      /** @description Test Opportunities whose result is not stored. */
      unfinished: components["schemas"]["Count"];
      /** @description Results that are stored. */
      results: components["schemas"]["Count"];
    };
    /** @description What a sandbox goes back to. */
    ResetInput: {
      /** @description Another seed, the sandbox's own from now on; left out, the one that it began with. */
      seed?: components["schemas"]["SeedChoice"];
    };
    /** @description A seed by name. */
    NamedSeed: {
      name: components["schemas"]["SeedName"];
      keep?: components["schemas"]["Keep"];
    };
    /** @description A seed in the request. */
    InlineSeed: {
      seed: components["schemas"]["Seed"];
      keep?: components["schemas"]["Keep"];
    };
    /**
     * @description Whether to add to what is there, instead of replacing it.
     * @default false
     */
    Keep: boolean;
    /** @description A snapshot to be saved. */
    SnapshotInput: {
      name: components["schemas"]["Handle"];
    };
    /** @description A saved snapshot. */
    Snapshot: {
      name: components["schemas"]["Handle"];
      /** @description When it was saved, wall time. */
      saved_at: components["schemas"]["WallTime"];
      /** @description Size of the document. */
      bytes: components["schemas"]["Count"];
      /** @description The sandbox that it was taken of; that may be gone. */
      sandbox: components["schemas"]["Handle"];
    };
    /** @description Snapshots. */
    SnapshotList: {
      /** @description The snapshots, oldest first. */
      snapshots: components["schemas"]["Snapshot"][];
    };
    /** @description The whole state of a sandbox. Only an emulator reads it; do not change it, the checksum would not fit. */
    SnapshotDocument: {
      /** @description Name of the format. */
      format: string;
      /** @description Version of the format. */
      version: number;
      /** @description Of all the rest. */
      checksum: string;
      /** @description When it was saved, wall time. */
      saved_at?: string;
      /** @description Facts about the sandbox. */
      sandbox?: components["schemas"]["OpenObject"];
      /** @description Its records by table. */
      tables?: components["schemas"]["OpenObject"];
    } & {
      [key: string]: unknown;
    };
    /** @description A sandbox's clock. */
    ClockState: {
      mode: components["schemas"]["ClockMode"];
      now: components["schemas"]["OffsetTime"];
      speed: components["schemas"]["Speed"];
      /** @description Of a scaled clock that is paused (speed 0): the speed at which it ran before, to be set again. Null where it runs, where it never did, and on a manual clock. */
      resume_speed?: number | null;
      /** @description Timers that are set, where the clock tells. */
      pending_timers?: components["schemas"]["Count"];
      /** @description When the next one is due, where the clock tells; null where none is set. */
      next_timer_at?: components["schemas"]["NullableOffsetTime"];
    };
    /** @description How fast the clock is to run. */
    ClockInput: {
      speed: components["schemas"]["Speed"];
    };
    /** @description Lets a time pass; all that is due until then, and then, fires. */
    AdvanceBy: {
      /** @description Milliseconds of the sandbox's clock, at most 1000 days; 0 fires what is due now. */
      by_ms: number;
    };
    /** @description Goes to the instant at which the next timer is due; all that is due then fires. */
    AdvanceToNextEvent: {
      /**
       * @description Always this.
       * @constant
       */
      to: "next-event";
    };
    /** @description Goes on until only endless polls are left, and nothing comes of them. */
    AdvanceToIdle: {
      /**
       * @description Always this.
       * @constant
       */
      to: "idle";
      /**
       * @description Goes no further than so many milliseconds of the sandbox's clock; 7 days where left out, at most 1000.
       * @default 604800000
       */
      limit_ms?: number;
    };
    /** @description What an advance did. */
    AdvanceReport: {
      /** @description Timers that fired. */
      fired: components["schemas"]["Count"];
      /** @description Where the clock was. */
      from: components["schemas"]["OffsetTime"];
      /** @description Where it is. */
      now: components["schemas"]["OffsetTime"];
      /**
       * @description Why it stopped: the time has passed (`advanced`), the next event has come (`next-event`), nothing is left to do (`idle`), it went as far as it may (`limit`), or there was no timer to go to (`nothing-due`).
       * @enum {string}
       */
      stopped: "advanced" | "next-event" | "idle" | "limit" | "nothing-due";
      /** @description The same as a sentence. */
      reason: string;
      /** @description Endless polls that are left. */
      background_timers: components["schemas"]["Count"];
    };
    /** @description A deliberate failure, and when it strikes. */
    FaultRule: {
      name?: components["schemas"]["FaultName"];
      match?: components["schemas"]["FaultMatch"];
      calls?: components["schemas"]["FaultCalls"];
      probability?: components["schemas"]["Probability"];
      effect: components["schemas"]["FaultEffect"];
      times?: components["schemas"]["FaultTimes"];
    };
    /** @description A ready-made set of faults. */
    FaultSetChoice: {
      /** @description Name of the set, as `listFaults` gives it. */
      set: components["schemas"]["Name"];
      match?: components["schemas"]["FaultSetMatch"];
    };
    /** @description For people; need not be unique. */
    FaultName: components["schemas"]["Name"];
    /** @description Which product requests are meant; all that is given has to hold. Left out or `{}`, all. */
    FaultMatch: {
      /** @description Only this operation of the product API, at its other address too where it has one. */
      operation?: components["schemas"]["OperationId"];
      /** @description Only requests about this product, or about a Test Opportunity of it. */
      product?: components["schemas"]["Uuid"];
      /** @description Only requests of this agent, by the `agent_id` of path or body. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests that the account of this e-mail address signed. */
      account?: components["schemas"]["Name"];
      header?: components["schemas"]["HeaderMatch"];
      path?: components["schemas"]["PathPattern"];
    };
    /** @description Which requests a set is for; its faults themselves say of which operations or paths. All has to hold. */
    FaultSetMatch: {
      /** @description Only requests about this product, or about a Test Opportunity of it. */
      product?: components["schemas"]["Uuid"];
      /** @description Only requests of this agent, by the `agent_id` of path or body. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests that the account of this e-mail address signed. */
      account?: components["schemas"]["Name"];
      header?: components["schemas"]["HeaderMatch"];
    };
    /** @description A header of the request. */
    HeaderMatch: {
      /** @description Its name, in any case. */
      name: components["schemas"]["Name"];
      /** @description Its whole value. */
      value: components["schemas"]["Name"];
    };
    /** @description The nth to the mth matching request since the fault was added; the first is 1. */
    FaultCalls: {
      /** @description The first that is meant; left out, 1. */
      from?: number;
      /** @description The last that is meant, not before `from`; left out, there is no last. */
      to?: number;
    };
    /** @description How likely it strikes a request that is meant; left out, always. Drawn from the sandbox's random seed. */
    Probability: number;
    /** @description It strikes so often at most; left out, there is no limit. */
    FaultTimes: number;
    /** @description What happens, exactly one of: `status` (with `message` and `retry_after_s`), `latency_ms`, `reset`, `truncate`, `slow_body_ms`, `stale`, `lose_answer`, `delay_stored_ms`. */
    FaultEffect: {
      /** @description Refused with this HTTP status, in the product's own error form; nothing is carried out. */
      status?: number;
      /** @description The refusal's message; left out, one that fits. */
      message?: string;
      /** @description The refusal's `Retry-After`; left out, 1 with 429 and 503, else none. */
      retry_after_s?: number;
      latency_ms?: components["schemas"]["Latency"];
      /**
       * @description The connection is cut before the request is carried out.
       * @constant
       */
      reset?: true;
      /**
       * @description The request is carried out; the connection is cut in the middle of the answer's body. Does not strike an answer without body.
       * @constant
       */
      truncate?: true;
      /** @description The answer's body comes bit by bit over so many milliseconds of wall time (with a manual clock, of its time). Does not strike an answer without body. */
      slow_body_ms?: number;
      /**
       * @description A GET answers as it did before its answer last changed. Of each account and address it knows the answers since the fault was added; where they were all the same it does not strike.
       * @constant
       */
      stale?: true;
      /**
       * @description The request is carried out, and the connection is cut instead of the answer.
       * @constant
       */
      lose_answer?: true;
      /** @description A posted result is stored so many milliseconds of the sandbox's clock later. Strikes `postTestResult` only, not where it is refused or repeated. After a restart of the emulator it is stored at once. */
      delay_stored_ms?: number;
    };
    /** @description The request is carried out at once, and its answer comes so many milliseconds of wall time later (with a manual clock, of its time: when it is advanced): a number, `min` and `max` (evenly between), or `mean` and `deviation` (normal, never less than 0). Drawn from the sandbox's random seed. */
    Latency:
      | number
      | {
          min?: components["schemas"]["WaitMs"];
          max?: components["schemas"]["WaitMs"];
          mean?: components["schemas"]["WaitMs"];
          deviation?: components["schemas"]["WaitMs"];
        };
    /** @description Milliseconds, at most ten minutes. */
    WaitMs: number;
    /** @description A fault that was added, and what it did. */
    Fault: {
      /** @description Its id; the sandbox counts them. */
      id: components["schemas"]["SequenceText"];
      name?: components["schemas"]["FaultName"];
      match?: components["schemas"]["FaultMatch"];
      calls?: components["schemas"]["FaultCalls"];
      probability?: components["schemas"]["Probability"];
      effect: components["schemas"]["FaultEffect"];
      times?: components["schemas"]["FaultTimes"];
      /** @description Requests that `match` fits, since it was added. */
      seen: components["schemas"]["Count"];
      /** @description How often it struck. */
      fired: components["schemas"]["Count"];
      /** @description When it struck last; null for never. */
      last_fired_at: components["schemas"]["NullableOffsetTime"];
    };
    /** @description Faults of a sandbox, and the sets. */
    FaultList: {
      /** @description The faults in the order in which they are tried. */
      faults: components["schemas"]["Fault"][];
      /** @description The ready-made sets. */
      sets: components["schemas"]["FaultSet"][];
    };
    /** @description A ready-made set of faults. */
    FaultSet: {
      /** @description Its name. */
      name: string;
      /** @description What it does, in a sentence. */
      description: string;
    };
    /** @description Faults that were added. */
    AddedFaults: {
      /** @description One for a rule, or all of a set. */
      faults: components["schemas"]["Fault"][];
    };
    /** @description A recorded product request and its answer. */
    Exchange: {
      /** @description Its number in the sandbox, in the order of the answers, so that nothing comes before a number that was read already. */
      id: components["schemas"]["Sequence"];
      /** @description The emulator's name for it, also in its log and the `X-Request-Id` header. */
      request_id: string;
      /** @description When it came, by the sandbox's clock. */
      at: components["schemas"]["OffsetTime"];
      /** @description When it came, wall time. */
      wall_at: components["schemas"]["WallTime"];
      /** @description How long the answer took, milliseconds of wall time. */
      duration_ms: number;
      /**
       * @description `lab`: one of the sandbox's virtual devices; `client`: anybody else.
       * @enum {string}
       */
      source: "client" | "lab";
      /** @description The operation that it matched; null for none. */
      operation_id: components["schemas"]["OperationId"] | null;
      /** @description E-mail address of the account that signed it; null where nobody did. */
      account: string | null;
      request: components["schemas"]["RecordedRequest"];
      /** @description The answer; null where a fault cut the connection before any of it. */
      response: components["schemas"]["RecordedResponse"] | null;
      validation: components["schemas"]["Validation"];
      /** @description Why it was refused; null where it was not. */
      refusal: components["schemas"]["RecordedRefusal"] | null;
      /** @description The fault that struck it; null for none. */
      fault_id: components["schemas"]["SequenceText"] | null;
      /** @description Where no operation matched, the path that comes nearest; else null. */
      nearest: string | null;
    };
    /** @description The request as it came. */
    RecordedRequest: {
      /** @description Its method. */
      method: string;
      /** @description Its whole URL. */
      url: string;
      /** @description Its path. */
      path: string;
      /** @description Its query parameters; a list where one was given several times. */
      query: {
        [key: string]: string | string[];
      };
      headers: components["schemas"]["RecordedHeaders"];
      body: components["schemas"]["RecordedBody"];
      /** @description Its whole length. */
      body_bytes: components["schemas"]["Count"];
      body_truncated: components["schemas"]["Truncated"];
    };
    /** @description The answer as it was sent. */
    RecordedResponse: {
      /** @description Its HTTP status. */
      status: number;
      headers: components["schemas"]["RecordedHeaders"];
      body: components["schemas"]["RecordedBody"];
      /** @description Its whole length. */
      body_bytes: components["schemas"]["Count"];
      body_truncated: components["schemas"]["Truncated"];
    };
    /** @description Headers by name in lower case. Signatures and secrets are left out. */
    RecordedHeaders: {
      [key: string]: string;
    };
    /** @description The JSON that it is, else its text; null where there is none. Passwords and tokens are left out. */
    RecordedBody: components["schemas"]["Json"];
    /** @description Whether `body` is only the beginning, as text. */
    Truncated: boolean;
    /** @description Where the exchange breaks the product spec, a sentence each; empty where it does not. */
    Validation: {
      /** @description What is wrong with the request. */
      request: string[];
      /** @description What was wrong with the answer. */
      response: string[];
    };
    /** @description Why a request was refused. */
    RecordedRefusal: {
      /** @description The error body's `id` (the token endpoint's `code`). */
      id: string;
      /** @description The error body's message; may be empty. */
      message: string;
      /** @description More than the client was told; null where there is no more. */
      detail: string | null;
    };
    /** @description Exchanges. */
    ExchangeList: {
      /** @description The exchanges, oldest first. */
      exchanges: components["schemas"]["Exchange"][];
      /** @description How many pass the filters, whatever `limit` is. */
      total: components["schemas"]["Count"];
      /** @description How many were forgotten for want of room since the exchanges were last cleared, whatever the filters are. Polls of the lab that found nothing do not count: of those only the latest hundred are kept, beside the others. */
      dropped: components["schemas"]["Count"];
    };
    /** @description A number of exchanges. */
    ExchangeCount: {
      count: components["schemas"]["Count"];
    };
    /** @description What exchanges to wait for, and how long. The filters are those of `listExchanges`. */
    ExchangeWait: {
      operation?: components["schemas"]["OperationId"];
      method?: components["schemas"]["MethodName"];
      path?: components["schemas"]["PathPattern"];
      status?: components["schemas"]["HttpStatusChoice"];
      /** @description Only requests of this agent. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests that the account of this e-mail address signed. */
      account?: components["schemas"]["Name"];
      /** @description Only requests about this product. */
      product?: components["schemas"]["Uuid"];
      /** @description Only requests about this Test Opportunity. */
      opportunity?: components["schemas"]["Uuid"];
      /**
       * @description Only exchanges after this sequence number.
       * @default 0
       */
      since?: components["schemas"]["Sequence"];
      /**
       * @description How many to wait for.
       * @default 1
       */
      count?: number;
      /**
       * @description How long to wait, milliseconds of wall time, at most a minute; 0 does not wait.
       * @default 10000
       */
      timeout_ms?: number;
    };
    /** @description Exchanges that were waited for. */
    ExchangesFound: {
      /** @description The exchanges, oldest first. */
      exchanges: components["schemas"]["Exchange"][];
    };
    /** @description An HTTP archive, HAR 1.2. */
    Har: {
      log: components["schemas"]["OpenObject"];
    };
    /**
     * @description What a device does. `vanished`: it took an opportunity and went away; `stopped`: it was not started, or has ended.
     * @enum {string}
     */
    Activity:
      | "idle"
      | "polling"
      | "provisioning"
      | "testing"
      | "teardown"
      | "posting"
      | "offline"
      | "backing-off"
      | "vanished"
      | "stopped";
    /** @description A virtual device. Times are the sandbox's clock's. */
    Device: {
      agent_id: components["schemas"]["Name"];
      /** @description Name of its profile. */
      profile: string;
      /** @description What the profile says of it. */
      description: string;
      /** @description Its platform; null for none. */
      platform: components["schemas"]["NullableName"];
      /** @description Group that its agent names; null for none. */
      agent_group: components["schemas"]["NullableName"];
      /** @description Revision that its agent names; null for none. */
      agent_revno: components["schemas"]["NullableName"];
      /** @description E-mail address of the account that it works for; null for the sandbox's first. */
      account: string | null;
      /** @description Kinds of its behaviours; empty for a healthy device. */
      behaviours: string[];
      activity: components["schemas"]["Activity"];
      /** @description False while it was taken offline or is in an offline window. */
      online: boolean;
      /** @description The Test Opportunity in hand; null for none. */
      opportunity_id: components["schemas"]["NullableUuid"];
      /** @description The phase that it is in; null for none. */
      phase: components["schemas"]["DevicePhase"] | null;
      /** @description When it polls next; null where that is not known. */
      next_poll_at: components["schemas"]["NullableOffsetTime"];
      /** @description Its latest poll; null before the first. */
      last_poll: components["schemas"]["DevicePoll"] | null;
      /** @description Its latest results, newest first, at most 10. */
      last_results: components["schemas"]["DeviceResult"][];
      /** @description Results that wait to be delivered. */
      unsent: components["schemas"]["Count"];
      /** @description Status that its next outcome is to have, where somebody asked for one; else null. */
      override_next: components["schemas"]["NullableTestStatus"];
    };
    /** @description Virtual devices. */
    DeviceList: {
      /** @description The devices, in the order of their profiles. */
      devices: components["schemas"]["Device"][];
    };
    /** @description A phase of a device's work on an opportunity. */
    DevicePhase: {
      /**
       * @description The phases, in their order.
       * @enum {string}
       */
      name: "provision" | "test" | "teardown";
      started_at: components["schemas"]["OffsetTime"];
      /** @description When it will end; null where a real kit runs, for nobody knows. */
      ends_at: components["schemas"]["NullableOffsetTime"];
    };
    /** @description A poll for work. */
    DevicePoll: {
      at: components["schemas"]["OffsetTime"];
      /** @description 200, 204 or a refusal; null where the connection failed. */
      http_status: number | null;
    };
    /** @description A result that a device made. */
    DeviceResult: {
      at: components["schemas"]["OffsetTime"];
      opportunity_id: components["schemas"]["Uuid"];
      status: components["schemas"]["TestStatus"];
      /** @description Why it is that, for people. */
      reason: string;
      /** @description Answer to its post; null while it is not delivered. */
      http_status: number | null;
    };
    /** @description An outcome that is set by hand. */
    Override: {
      status: components["schemas"]["TestStatus"];
      /** @description For people; goes into the result's payload. Left out, `set by hand`. */
      reason?: string;
    };
    /** @description A Test Opportunity in a line. */
    OpportunitySummary: {
      test_opportunity_id: components["schemas"]["Uuid"];
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the product. */
      product_name: string;
      /**
       * @description What made it.
       * @enum {string}
       */
      trigger: "image" | "snap" | "gold-master";
      /** @description The snap that it is about; null for an image. */
      primary_snap_name: components["schemas"]["NullableName"];
      /** @description That snap's revision; null for an image. */
      revision: components["schemas"]["Revision"] | null;
      /** @description The channel that was advertised; null for none. */
      channel: components["schemas"]["NullableChannel"];
      /** @description Name of the Test Spec. */
      spec_name: string;
      /** @description The platform that it is for; null for any. */
      platform: components["schemas"]["NullableName"];
      state: components["schemas"]["EventType"];
      /** @description Status of its result; null before one is posted. */
      test_status: components["schemas"]["NullableTestStatus"];
      /** @description Id of the image. */
      image_unique_id: string;
      queued_at: components["schemas"]["OffsetTime"];
      /** @description Time of its last event. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description The agent that picked it; null for none. */
      agent_id: components["schemas"]["NullableName"];
      /** @description Why it is unfinished, a sentence; null where it is finished. */
      why: string | null;
    };
    /** @description A page of Test Opportunities. */
    OpportunityList: {
      /** @description The opportunities, newest first. */
      opportunities: components["schemas"]["OpportunitySummary"][];
      /** @description How many pass the filters, on all pages. */
      total: components["schemas"]["Count"];
      /** @description `before` of the next page; null where this is the last. */
      next: components["schemas"]["NullableUuid"];
    };
    /** @description What happened to a Test Opportunity. */
    Trace: {
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description What happened, oldest first. */
      entries: components["schemas"]["TraceEntry"][];
      /** @description Why it is unfinished; null where it is finished. */
      why: components["schemas"]["Why"] | null;
    };
    /** @description Something that happened to a Test Opportunity. */
    TraceEntry: {
      at: components["schemas"]["OffsetTime"];
      /** @description What it is: an event type (`QUEUED_FOR_AGENTS`, `PICKED_BY_AGENT`, `RESULT_POSTED`, `RESULT_STORED`), something that a device did (`picked`, `resumed`, `phase-started`, `phase-ended`, `rebooted`, `outcome-decided`, `posted`, `refused`, `retry`, `vanished`, `abandoned`, `kept`), `exchange`, or `fault`. There may be more. */
      kind: string;
      /** @description The same as a sentence. */
      text: string;
      detail: components["schemas"]["OpenObject"];
    };
    /** @description Why a Test Opportunity is where it is. */
    Why: {
      /** @description The whole reason in a sentence. */
      sentence: string;
      state: components["schemas"]["EventType"];
      /** @description What the reason is made of. */
      parts: components["schemas"]["WhyPart"][];
    };
    /** @description A fact that the reason rests on. */
    WhyPart: {
      /** @description What it is about, for programs. */
      kind: string;
      /** @description The fact as a sentence. */
      text: string;
      detail: components["schemas"]["OpenObject"];
    };
    /** @description A sandbox at a glance. */
    Status: {
      sandbox: components["schemas"]["Handle"];
      now: components["schemas"]["OffsetTime"];
      counts: components["schemas"]["Counts"];
      /** @description The opportunities whose result is not stored, oldest first. */
      unfinished: components["schemas"]["UnfinishedOpportunity"][];
      /** @description What each device does. */
      devices: components["schemas"]["DeviceActivity"][];
      /** @description Faults that may still strike. */
      faults_active: components["schemas"]["Count"];
    };
    /** @description A Test Opportunity whose result is not stored, and why. */
    UnfinishedOpportunity: {
      test_opportunity_id: components["schemas"]["Uuid"];
      state: components["schemas"]["EventType"];
      /** @description The whole reason in a sentence. */
      sentence: string;
      /** @description What the reason is made of. */
      parts: components["schemas"]["WhyPart"][];
    };
    /** @description What a device does. */
    DeviceActivity: {
      agent_id: components["schemas"]["Name"];
      activity: components["schemas"]["Activity"];
    };
    /** @description The store's feed. */
    Feed: {
      /** @description The revisions, soonest first. */
      entries: components["schemas"]["FeedEntry"][];
    };
    /** @description A snap revision that the store makes known. */
    FeedEntry: {
      /** @description When. */
      at: components["schemas"]["OffsetTime"];
      /** @description The product that it is tested in. */
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the snap. */
      name: components["schemas"]["Name"];
      revision: components["schemas"]["Revision"];
      channel: components["schemas"]["Channel"];
      /** @description Whether it was made known already. */
      published: boolean;
    };
    /** @description A snap revision to be made known. */
    Publication: {
      /** @description A product of the sandbox, of whichever account. */
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the snap. */
      name: components["schemas"]["Name"];
      revision: components["schemas"]["Revision"];
      channel: components["schemas"]["Channel"];
    };
    /** @description The opportunities that an advertisement made. */
    AdvertisedIds: {
      /** @description One entry for each Test Spec; all have the same image unique id. */
      ids: components["schemas"]["AdvertisedId"][];
    };
    /** @description One opportunity and its image. */
    AdvertisedId: {
      /** @description Id of the image. */
      image_unique_id: string;
      test_opportunity_id: components["schemas"]["Uuid"];
    };
    /** @description Why a request was refused. */
    Error: {
      /**
       * @description The reason, for programs.
       * @enum {string}
       */
      id:
        | "invalid-data"
        | "unauthorized"
        | "forbidden"
        | "resource-not-found"
        | "method-not-allowed"
        | "timeout"
        | "conflict"
        | "payload-too-large"
        | "unsupported-media-type"
        | "internal-error"
        | "not-implemented"
        | "service-unavailable";
      /** @description The reason, for people. */
      message: string;
      /** @description Always null. */
      url: null;
    };
  };
  responses: {
    /** @description The document. */
    ControlSpec: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["OpenApiDocument"];
      };
    };
    /** @description The document. */
    ProductSpec: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["OpenApiDocument"];
      };
    };
    /** @description The request breaks this document: a field, parameter or body that is missing, unknown, repeated or out of bounds. The message names it, what came and what is accepted. */
    InvalidData: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The client is not on this machine, and the admin token is missing, wrong or was never set. */
    Unauthorized: {
      headers: {
        "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The `Host` or `Origin` header is not one of the emulator's own. */
    Forbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description There is no such thing, or no such sandbox. Also for a path that is none. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The path is there, but not with this method. */
    MethodNotAllowed: {
      headers: {
        Allow: components["headers"]["Allow"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description What is there does not allow this. The message says what is in the way and what to do. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The body is longer than this operation takes, 1 MiB, or 256 MiB for a snapshot. */
    PayloadTooLarge: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The body is not `application/json`. */
    UnsupportedMediaType: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description An error of the emulator's own; its log says more. */
    InternalError: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description Something is missing for now; the message says what. Wait `Retry-After` seconds and try again. */
    ServiceUnavailable: {
      headers: {
        "Retry-After": components["headers"]["RetryAfter"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
  };
  parameters: {
    /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
    Sandbox: components["schemas"]["Handle"];
    /** @description Name of a sandbox. One that cannot be a name is 400; one that is not there is 404. */
    SandboxName: components["schemas"]["Handle"];
    /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
    SnapshotName: components["schemas"]["Handle"];
    /** @description Id of a fault of the sandbox. Not a number is 400; one that is not there is 404. */
    FaultId: components["schemas"]["SequenceText"];
    /** @description Sequence number of an exchange. Not a number is 400; one that is not there (any more) is 404. */
    ExchangeId: components["schemas"]["SequenceText"];
    /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
    AgentId: components["schemas"]["Name"];
    /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
    TestOpportunityId: components["schemas"]["Uuid"];
    /** @description Only exchanges of this operation of the product API; one that is none is 400, naming the nearest. */
    OperationFilter: components["schemas"]["OperationId"];
    /** @description Only exchanges of this method, in capitals. */
    MethodFilter: components["schemas"]["MethodName"];
    /** @description Only exchanges of this path, without query; `*` stands for any run of characters. */
    PathFilter: components["schemas"]["PathPattern"];
    /** @description Only exchanges answered with this HTTP status, or one of its class. */
    HttpStatusFilter: components["schemas"]["HttpStatusPattern"];
    /** @description Only requests of this agent, 1-200 characters. */
    AgentFilter: components["schemas"]["Name"];
    /** @description Only requests that the account of this e-mail address signed. */
    AccountFilter: components["schemas"]["Name"];
    /** @description Only what belongs to the product of this id. Not a UUID is 400; an unknown one matches nothing. */
    ProductFilter: components["schemas"]["Uuid"];
    /** @description Only requests about the Test Opportunity of this id: those that made it, gave it out or posted its result. Not a UUID is 400; an unknown one matches nothing. */
    OpportunityFilter: components["schemas"]["Uuid"];
    /** @description Only exchanges after this sequence number; 0 for all. */
    Since: components["schemas"]["SequenceText"];
    /** @description At most so many, 1-1000. */
    Limit: string;
    /** @description Only opportunities whose last event or whose test status is this. */
    StateFilter:
      | "QUEUED_FOR_AGENTS"
      | "PICKED_BY_AGENT"
      | "RESULT_POSTED"
      | "RESULT_STORED"
      | "PASSED"
      | "FAILED"
      | "ERROR";
    /** @description Only opportunities for this platform, 1-200 characters. */
    PlatformFilter: components["schemas"]["Name"];
    /** @description Only opportunities whose primary snap has this name, 1-200 characters. */
    SnapFilter: components["schemas"]["Name"];
    /** @description `true`: only opportunities whose result is not stored. `false`: only the others. */
    Unfinished: "true" | "false";
    /** @description The next page, `next` of the page before. Not a UUID is 400. */
    Before: components["schemas"]["Uuid"];
    /** @description Only events of these types, separated by commas; left out, of all. An unknown one is 400. */
    EventTypes: string;
    /** @description As the header `Last-Event-ID`, for those who cannot set one; the header wins. */
    LastEventIdQuery: components["schemas"]["EventId"];
    /** @description The last event that the client has; the stream goes on after it. */
    LastEventId: components["schemas"]["EventId"];
  };
  requestBodies: {
    /** @description The outcome, and a reason for people. */
    Override: {
      content: {
        "application/json": components["schemas"]["Override"];
      };
    };
  };
  headers: {
    /** @description How to authenticate. */
    WwwAuthenticate: "Bearer";
    /** @description Seconds to wait before the request is sent again, a whole number. */
    RetryAfter: number;
    /** @description The methods that this path has, separated by commas. */
    Allow: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is alive. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Health"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  getReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Everything is there. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Readiness"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getInfo: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What runs here. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Info"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  getControlSpec: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: components["responses"]["ControlSpec"];
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  getProductSpec: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: components["responses"]["ProductSpec"];
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  listSandboxes: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sandboxes; never none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SandboxList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  createSandbox: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description What differs from the defaults; `{}` where nothing does. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["SandboxInput"];
      };
    };
    responses: {
      /** @description The sandbox that was made, with the credentials of its accounts. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getSandbox: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a sandbox. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SandboxName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sandbox. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  deleteSandbox: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a sandbox. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SandboxName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  reset: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description Another seed than the sandbox's own; `{}` for its own. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["ResetInput"];
      };
    };
    responses: {
      /** @description The sandbox as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  loadSeed: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A seed by name, or the seed itself. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["NamedSeed"] | components["schemas"]["InlineSeed"];
      };
    };
    responses: {
      /** @description The sandbox as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listSnapshots: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The snapshots; an empty list where there are none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SnapshotList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      500: components["responses"]["InternalError"];
    };
  };
  saveSnapshot: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description What to call it. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["SnapshotInput"];
      };
    };
    responses: {
      /** @description The snapshot that was saved. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Snapshot"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getSnapshot: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SnapshotDocument"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  deleteSnapshot: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  loadSnapshot: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Name of a snapshot. One that cannot be a name is 400; one that is not there is 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sandbox as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  importSnapshot: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The document, up to 256 MiB. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["SnapshotDocument"];
      };
    };
    responses: {
      /** @description The sandbox as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sandbox"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getClock: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The clock as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ClockState"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  setClock: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The new speed. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ClockInput"];
      };
    };
    responses: {
      /** @description The clock as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ClockState"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
    };
  };
  advanceClock: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description By how much, or until when. */
    requestBody: {
      content: {
        "application/json":
          | components["schemas"]["AdvanceBy"]
          | components["schemas"]["AdvanceToNextEvent"]
          | components["schemas"]["AdvanceToIdle"];
      };
    };
    responses: {
      /** @description What happened meanwhile. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AdvanceReport"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listFaults: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The faults; an empty list where there are none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["FaultList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  addFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A rule, or the name of a set. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["FaultRule"] | components["schemas"]["FaultSetChoice"];
      };
    };
    responses: {
      /** @description The faults that were added. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AddedFaults"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
    };
  };
  clearFaults: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description There are none now. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  getFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. Not a number is 400; one that is not there is 404. */
        fault_id: components["parameters"]["FaultId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The fault. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Fault"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  removeFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. Not a number is 400; one that is not there is 404. */
        fault_id: components["parameters"]["FaultId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  listExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only exchanges of this operation of the product API; one that is none is 400, naming the nearest. */
        operation?: components["parameters"]["OperationFilter"];
        /** @description Only exchanges of this method, in capitals. */
        method?: components["parameters"]["MethodFilter"];
        /** @description Only exchanges of this path, without query; `*` stands for any run of characters. */
        path?: components["parameters"]["PathFilter"];
        /** @description Only exchanges answered with this HTTP status, or one of its class. */
        status?: components["parameters"]["HttpStatusFilter"];
        /** @description Only requests of this agent, 1-200 characters. */
        agent?: components["parameters"]["AgentFilter"];
        /** @description Only requests that the account of this e-mail address signed. */
        account?: components["parameters"]["AccountFilter"];
        /** @description Only what belongs to the product of this id. Not a UUID is 400; an unknown one matches nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only requests about the Test Opportunity of this id: those that made it, gave it out or posted its result. Not a UUID is 400; an unknown one matches nothing. */
        opportunity?: components["parameters"]["OpportunityFilter"];
        /** @description Only exchanges after this sequence number; 0 for all. */
        since?: components["parameters"]["Since"];
        /** @description At most so many, 1-1000. */
        limit?: components["parameters"]["Limit"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The exchanges; an empty list where none passes. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ExchangeList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  clearExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description There are none now. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  countExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only exchanges of this operation of the product API; one that is none is 400, naming the nearest. */
        operation?: components["parameters"]["OperationFilter"];
        /** @description Only exchanges of this method, in capitals. */
        method?: components["parameters"]["MethodFilter"];
        /** @description Only exchanges of this path, without query; `*` stands for any run of characters. */
        path?: components["parameters"]["PathFilter"];
        /** @description Only exchanges answered with this HTTP status, or one of its class. */
        status?: components["parameters"]["HttpStatusFilter"];
        /** @description Only requests of this agent, 1-200 characters. */
        agent?: components["parameters"]["AgentFilter"];
        /** @description Only requests that the account of this e-mail address signed. */
        account?: components["parameters"]["AccountFilter"];
        /** @description Only what belongs to the product of this id. Not a UUID is 400; an unknown one matches nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only requests about the Test Opportunity of this id: those that made it, gave it out or posted its result. Not a UUID is 400; an unknown one matches nothing. */
        opportunity?: components["parameters"]["OpportunityFilter"];
        /** @description Only exchanges after this sequence number; 0 for all. */
        since?: components["parameters"]["Since"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Their number. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ExchangeCount"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  waitForExchange: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description What to wait for; `{}` for any exchange. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ExchangeWait"];
      };
    };
    responses: {
      /** @description The exchanges that pass the filters, oldest first; at least `count`. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ExchangesFound"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      /** @description They did not come in time. The message says how many did, and what came instead. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Error"];
        };
      };
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
    };
  };
  getExchange: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Sequence number of an exchange. Not a number is 400; one that is not there (any more) is 404. */
        exchange_id: components["parameters"]["ExchangeId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The exchange. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Exchange"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  exportHar: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The HAR document. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Har"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  listDevices: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The devices; an empty list where there are none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DeviceList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  getDevice: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The device. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Device"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  takeDeviceOffline: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The device as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Device"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  bringDeviceOnline: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The device as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Device"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  overrideNextOutcome: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. One that it has not is 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody: components["requestBodies"]["Override"];
    responses: {
      /** @description The device as it is now; `override_next` has the status. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Device"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
    };
  };
  listOpportunities: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only what belongs to the product of this id. Not a UUID is 400; an unknown one matches nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only opportunities whose last event or whose test status is this. */
        status?: components["parameters"]["StateFilter"];
        /** @description Only opportunities for this platform, 1-200 characters. */
        platform?: components["parameters"]["PlatformFilter"];
        /** @description Only opportunities whose primary snap has this name, 1-200 characters. */
        snap?: components["parameters"]["SnapFilter"];
        /** @description `true`: only opportunities whose result is not stored. `false`: only the others. */
        unfinished?: components["parameters"]["Unfinished"];
        /** @description At most so many, 1-1000. */
        limit?: components["parameters"]["Limit"];
        /** @description The next page, `next` of the page before. Not a UUID is 400. */
        before?: components["parameters"]["Before"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The opportunities; an empty list where none passes. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpportunityList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  getTrace: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The trace, oldest entry first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Trace"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  explainOpportunity: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The explanation. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Why"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  overrideOutcome: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of whichever account. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    requestBody: components["requestBodies"]["Override"];
    responses: {
      /** @description It is noted. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
    };
  };
  getStatus: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sandbox at a glance. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Status"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  listFeed: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The feed; an empty list where it has nothing. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Feed"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
  publishNow: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The revision, its channel and the product. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["Publication"];
      };
    };
    responses: {
      /** @description One opportunity for each Test Spec. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AdvertisedIds"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  streamEvents: {
    parameters: {
      query?: {
        /** @description Name of the sandbox; left out it is `default`. One that is not there is 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only events of these types, separated by commas; left out, of all. An unknown one is 400. */
        types?: components["parameters"]["EventTypes"];
        /** @description As the header `Last-Event-ID`, for those who cannot set one; the header wins. */
        last_event_id?: components["parameters"]["LastEventIdQuery"];
      };
      header?: {
        /** @description The last event that the client has; the stream goes on after it. */
        "Last-Event-ID"?: components["parameters"]["LastEventId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. It has no end of its own. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      403: components["responses"]["Forbidden"];
      404: components["responses"]["NotFound"];
      500: components["responses"]["InternalError"];
    };
  };
}
