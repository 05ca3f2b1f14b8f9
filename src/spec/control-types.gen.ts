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
     * Check liveness
     * @description Answers as long as the process serves requests, ready or not. For liveness probes: needs no admin token. Errors: only the common ones.
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
     * Check readiness
     * @description For readiness probes and `wait`. Errors: 503 while the emulator is not ready (it reads the state, starts the lab or shuts down); the message says why.
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
     * @description Version, the product spec and its operations, limits and settings. They do not change while the emulator runs. Errors: only the common ones.
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
  "/_emulator/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read metrics
     * @description Counters and gauges of this process in Prometheus' text format (0.0.4): requests by operation and status, their latency, commits, queues, sandboxes, faults, memory and the event loop. Counters start at 0 with the process. Labels hold no data of a client: no sandbox, account or id. The lag of the event loop is that since the previous request. Errors: only the common ones.
     */
    get: operations["getMetrics"];
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
     * @description The OpenAPI document of the control plane, as JSON. Errors: only the common ones.
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
     * @description The OpenAPI document of the product API (the one given with `--spec`, if any), as JSON. Errors: only the common ones.
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
     * @description All sandboxes with their credentials, `default` first, the others oldest first. Errors: only the common ones.
     */
    get: operations["listSandboxes"];
    put?: never;
    /**
     * Create a sandbox
     * @description Creates a sandbox with its own state, clock, lab and credentials. Clients that sign with those credentials use this sandbox. Errors: 400 if the seed is unknown or invalid, or has no account for a device of the lab, naming each problem; 409 if the name is taken or `limits.sandboxes` is reached.
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
        /** @description Name of a sandbox. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SandboxName"];
      };
      cookie?: never;
    };
    /**
     * Read a sandbox
     * @description Returns a sandbox with its credentials and counts. Errors: 404 if it does not exist or was deleted.
     */
    get: operations["getSandbox"];
    put?: never;
    post?: never;
    /**
     * Delete a sandbox
     * @description Stops the sandbox's lab and clock and deletes its state, faults, exchanges and credentials. Its snapshots stay. Errors: 404 if it does not exist or was already deleted; 409 for `default`; 503 if it is closed, but cannot be removed: then it can be deleted again.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reset a sandbox to its seed
     * @description Replaces the whole state with that of the sandbox's initial seed, or of another seed, in one step. Clears faults and exchanges and restarts the lab's devices. Errors: 400 if the seed is unknown or invalid, or has no account for a device of the lab; 404 if the sandbox does not exist. After an error, the state is unchanged.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
     * @description Replaces the sandbox's state with a seed's accounts, products and history. Later resets go back to this seed. Errors: 400 if the seed is unknown or invalid, or has no account for a device of the lab, naming each problem; 404 if the sandbox does not exist. After an error, the state is unchanged.
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
     * @description All snapshots of all sandboxes, oldest first. Errors: only the common ones.
     */
    get: operations["listSnapshots"];
    put?: never;
    /**
     * Save a snapshot
     * @description Saves the sandbox's whole state, without faults and exchanges, under a name. Errors: 404 if the sandbox does not exist; 409 if the name is taken (delete that snapshot first).
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
        /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    /**
     * Read a snapshot
     * @description Returns the snapshot as a document for `importSnapshot`, in this or another emulator, which checks it: a damaged file is returned as it is. It contains the accounts' credentials. Errors: 404 if it does not exist.
     */
    get: operations["getSnapshot"];
    put?: never;
    post?: never;
    /**
     * Delete a snapshot
     * @description Deletes the snapshot. Sandboxes that loaded it do not change. Errors: 404 if it does not exist or was already deleted.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Load a snapshot
     * @description Replaces the sandbox's whole state with the snapshot's, in one step. The clock does not go back: it continues from the snapshot's time or its own, whichever is later. Errors: 400 if the snapshot is damaged, or has no account for a device of the lab, naming the problem; 404 if the snapshot or the sandbox does not exist; 409 if another sandbox has the same credentials. After an error, the state is unchanged.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
     * @description Same as `loadSnapshot`, from a document of `getSnapshot`. If its seed was a file, the sandbox keeps its own seed for later resets. Errors: 400 if the document is damaged, not a snapshot, of an unknown version, or has no account for a device of the lab, naming the problem; 404 if the sandbox does not exist; 409 if another sandbox has the same credentials. After an error, the state is unchanged.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the clock
     * @description Returns mode, time and speed. No later start begins before the time that a manual clock shows, or that a clean stop has kept of a scaled one. Errors: 404 if the sandbox does not exist.
     */
    get: operations["getClock"];
    /**
     * Set the clock's speed
     * @description Sets the clock's speed. 0 pauses it; the answer then has the previous speed as `resume_speed`. Time never goes back and never jumps; a paused clock stands still over a restart, too. Errors: 404 if the sandbox does not exist; 409 for a manual clock, which only `advanceClock` moves.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
     * @description Advances a manual clock. Due timers fire one at a time, in order; the clock waits until everything that a timer started has finished. Concurrent advances run one after another. One request does a bounded amount of work, in timers and in real time; then it answers with `stopped: limit` and a client asks for the rest. Errors: 404 if the sandbox does not exist; 409 if its clock is not manual or ends during the advance (the sandbox is deleted, say), or if so many timers fire at one instant that they seem endless; 503 if the sandbox moves to another replica during the advance.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the faults
     * @description Lists the sandbox's faults in the order in which they are tried, and the built-in sets. Errors: 404 if the sandbox does not exist.
     */
    get: operations["listFaults"];
    put?: never;
    /**
     * Add a fault or a fault set
     * @description Appends a fault, or all faults of a built-in set, to the list. At most one fault applies to a product request: the first that matches and is due. Faults do not apply to the control plane or to requests whose signature is refused. They are kept in memory until they are removed, the state is replaced (by a reset, a seed or a snapshot) or the emulator ends. Errors: 400 if the rule is invalid, the operation or the set is unknown, or there are already 1000 faults; 404 if the sandbox does not exist.
     */
    post: operations["addFault"];
    /**
     * Remove every fault
     * @description Removes all faults of the sandbox. Not an error if there are none. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. If it is not a number: 400. Unknown ids: 404. */
        fault_id: components["parameters"]["FaultId"];
      };
      cookie?: never;
    };
    /**
     * Read a fault
     * @description Returns the rule, the number of requests that it matched and how often it applied. Errors: 404 if the fault or the sandbox does not exist.
     */
    get: operations["getFault"];
    put?: never;
    post?: never;
    /**
     * Remove a fault
     * @description Removes a fault. Requests in progress to which it applies do not change. Errors: 404 if the fault or the sandbox does not exist, or was already deleted.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the exchanges
     * @description Lists the recorded exchanges (product requests with their answers) that match all filters, oldest first; with `limit`, only the newest. Signatures and passwords are not recorded. Requests whose credentials match no sandbox are recorded in `default`. Errors: 400 if a filter is invalid; 404 if the sandbox does not exist.
     */
    get: operations["listExchanges"];
    put?: never;
    post?: never;
    /**
     * Delete the exchanges
     * @description Deletes all recorded exchanges of the sandbox. Sequence numbers continue. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count exchanges
     * @description Counts the recorded exchanges that match all filters, for assertions. Errors: 400 if a filter is invalid; 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
     * @description Answers as soon as `count` recorded exchanges match all filters, immediately if they already do. Errors: 404 if the sandbox does not exist; 408 on a timeout; the message says what was recorded instead; 503 if 200 requests wait in the sandbox already.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Sequence number of an exchange. If it is not a number: 400. Unknown or no longer kept: 404. */
        exchange_id: components["parameters"]["ExchangeId"];
      };
      cookie?: never;
    };
    /**
     * Read an exchange
     * @description Returns a recorded exchange. Errors: 400 if the id is not a number; 404 if the exchange or the sandbox does not exist (only the latest `limits.exchanges` are kept).
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export the exchanges
     * @description Returns all recorded exchanges of the sandbox as HAR 1.2, for browsers and other tools. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the virtual devices
     * @description Lists the devices of the sandbox's lab; empty if it has no lab. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    /**
     * Read a virtual device
     * @description Returns the current state of a device. Errors: 404 if the device or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a device offline
     * @description Disconnects the device from the network: it finishes its current work, but does not poll or post. Not an error if it is already offline. Errors: 404 if the device or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bring a device online
     * @description Reconnects the device to the network. A vanished device starts to poll again; the opportunity that it held stays picked (A-16). Not an error if it is already online. Errors: 404 if the device or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set a device's next outcome
     * @description Sets the outcome of the device's current opportunity if its test has not ended, otherwise of its next one. A later override replaces it. Errors: 404 if the device or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List Test Opportunities
     * @description Lists the opportunities of all accounts that match all filters, newest first, in pages of `limit`. Errors: 400 if a filter is invalid; 404 if the sandbox does not exist, or `before` is not an opportunity of it.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /**
     * Read an opportunity's trace
     * @description Returns the history of an opportunity: its events, the requests about it, the device's actions and decisions, and the faults that applied. Errors: 400 if the id is not a UUID; 404 if the opportunity or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /**
     * Explain an opportunity's state
     * @description Explains why the opportunity is in its current state and what it waits for. Errors: 400 if the id is not a UUID; 404 if the opportunity or the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Set an opportunity's outcome
     * @description Sets the outcome of this opportunity, on any device of the lab. A later override replaces it. Errors: 400 if the id is not a UUID; 404 if the opportunity or the sandbox does not exist; 409 if its outcome is already decided, an agent outside the lab holds it, or the sandbox has no lab.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a sandbox's status
     * @description Returns the unfinished opportunities with reasons, the activity of each device, and the number of active faults. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the snap feed
     * @description Lists the snap revisions that the snap feed has published or will publish, in order of time: the ten latest and the ten next of each series. Some series publish only while a client follows the sandbox's event stream; their next revisions are listed only then. Errors: 404 if the sandbox does not exist.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
     * @description Publishes a snap revision now, with the effect of `advertiseSnap`. Errors: 404 if the sandbox or the product does not exist, or the product does not reference the snap or has no Test Spec; 409 if the sandbox has limits and is full.
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow the event stream
     * @description Streams the sandbox's events as server-sent events until the client disconnects. Each has an `id`, a type (`event`) and JSON (`data`). An `id` is the event's number and, after a hyphen, the name of the run: the numbers restart, with a new name, when the emulator restarts or the sandbox is created again. A client that reconnects with `Last-Event-ID` gets the events that it missed. If they are no longer kept, or belong to another run, it gets an event `gap` and must read everything again (`after`: what the client sent; `goes_on_after`: where the stream continues). After 15 seconds without events, a comment is sent. Polls of the lab without work are not events. Errors: 400 if a parameter is invalid; 404 if the sandbox does not exist.
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
     * @description A UUID. Accepted in either case, sent in lower case.
     */
    Uuid: string;
    /** @description A UUID, or null. */
    NullableUuid: components["schemas"]["Uuid"] | null;
    /** @description A name, 1-200 characters, without control characters. */
    Name: string;
    /** @description A name, or null. */
    NullableName: components["schemas"]["Name"] | null;
    /**
     * 1-63 lower-case letters, digits, - and _, beginning with a letter or digit
     * @description Name of a sandbox or a snapshot, 1-63 lower-case letters, digits, `-` and `_`. Usable as a file name.
     */
    Handle: string;
    /**
     * a whole number
     * @description A sequence number, as text.
     */
    SequenceText: string;
    /**
     * the id of an event, or 0
     * @description The id of an event from the stream; `0` for all events that are kept.
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
     * @description A path without query. `*` matches any characters, including none.
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
    /** @description Any JSON value, including null. */
    Json: unknown;
    /** @description An object whose fields depend on the case. */
    OpenObject: {
      [key: string]: unknown;
    };
    /**
     * Format: offset-microseconds
     * @description Time of the sandbox's clock, UTC, with microseconds and offset.
     */
    OffsetTime: string;
    /** @description Time of the sandbox's clock, or null. */
    NullableOffsetTime: components["schemas"]["OffsetTime"] | null;
    /**
     * Format: date-time
     * @description Real time, UTC, with milliseconds.
     */
    WallTime: string;
    /** @description Real time, or null. */
    NullableWallTime: components["schemas"]["WallTime"] | null;
    /** @description A date, or a date and time, in a form that the product API's `start_date` accepts, such as `2016-01-04T16:58:28Z`. Without an offset it is UTC. */
    DateText: string;
    /** @description A count. */
    Count: number;
    /** @description A sequence number. Later entries have higher numbers. */
    Sequence: number;
    /**
     * @description A store channel.
     * @enum {string}
     */
    Channel: "edge" | "beta" | "candidate" | "stable";
    /** @description A store channel, or null. */
    NullableChannel: components["schemas"]["Channel"] | null;
    /** @description A snap's revision number in the store, at most 9007199254740991. */
    Revision: number;
    /**
     * @description `PASSED`; `FAILED` when a test failed; `ERROR` when provisioning failed.
     * @enum {string}
     */
    TestStatus: "PASSED" | "FAILED" | "ERROR";
    /** @description A test status, or null. */
    NullableTestStatus: components["schemas"]["TestStatus"] | null;
    /**
     * @description The events of an opportunity, in order. The last one that happened is its state.
     * @enum {string}
     */
    EventType: "QUEUED_FOR_AGENTS" | "PICKED_BY_AGENT" | "RESULT_POSTED" | "RESULT_STORED";
    /** @description The process is alive. */
    Health: {
      /**
       * @description Constant.
       * @constant
       */
      status: "alive";
      /** @description Whether an account of a sandbox has a password of the seeds that come with the emulator, which everybody knows. A client who can log in can have a provisioning kit run commands, so a lab with kits asks before it starts. */
      public_passwords: boolean;
    };
    /** @description Requests can be served. */
    Readiness: {
      /**
       * @description Constant.
       * @constant
       */
      status: "ready";
    };
    /** @description The emulator's description. */
    Info: {
      /** @description Version of the emulator. */
      version: string;
      spec: components["schemas"]["SpecInfo"];
      /** @description All operations of the product API, in the spec's order. */
      operations: components["schemas"]["OperationInfo"][];
      limits: components["schemas"]["Limits"];
      /** @description Names of the built-in seeds. */
      seeds: string[];
      /**
       * @description `oauth`: product requests must be signed. `none`: all requests count as the first account's.
       * @enum {string}
       */
      auth: "oauth" | "none";
      /** @description The URL that clients use and sign, behind a proxy; null if not set. */
      public_url: string | null;
      /** @description The possible clock modes of a new sandbox. */
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
      /** @description The path, with parameters in braces. */
      path: string;
      /** @description The first tag. */
      tag: string;
      /** @description Whether the operation is deprecated. */
      deprecated: boolean;
    };
    /** @description The emulator's limits. */
    Limits: {
      /** @description Maximum size of a body, in bytes. */
      body_bytes: components["schemas"]["Count"];
      /** @description Maximum size of a posted result, in bytes. */
      result_bytes: components["schemas"]["Count"];
      /** @description Maximum nesting depth of a body. */
      json_depth: components["schemas"]["Count"];
      /** @description Maximum number of fields and items of a body, at all levels together. */
      json_values: components["schemas"]["Count"];
      /** @description Maximum number of recorded exchanges per sandbox; the oldest are deleted first. */
      exchanges: components["schemas"]["Count"];
      /** @description Maximum number of sandboxes. */
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
    /** @description Name of a built-in seed (`getInfo` lists them). Not a file. */
    SeedName: string;
    /** @description A seed according to `fixtures/seeds/seed.schema.json`. Invalid seeds get 400. */
    Seed: {
      [key: string]: unknown;
    };
    /** @description The name of a built-in seed, or a seed according to `fixtures/seeds/seed.schema.json`. */
    SeedChoice:
      | string
      | {
          [key: string]: unknown;
        };
    /** @description The settings of a new sandbox. */
    SandboxInput: {
      /** @description The name. Default: an unused name. */
      name?: components["schemas"]["Handle"];
      /** @description The seed. Default: the seed of the emulator's settings. */
      seed?: components["schemas"]["SeedChoice"];
      /** @description The same random seed and requests give the same ids and outcomes. Default: that of the seed, otherwise generated. */
      random_seed?: components["schemas"]["Name"];
      /** @description The clock. Default: a scaled clock with the speed of the emulator's settings. */
      clock?: components["schemas"]["NewClock"];
      /**
       * @description The lab of virtual devices; false: no lab.
       * @default true
       */
      lab?: boolean;
      /** @description Time until the sandbox is deleted, in real time, at most 30 days. Default: it is not deleted. */
      expires_in_s?: number;
    };
    /**
     * @description `scaled`: runs by itself. `manual`: stands still until it is advanced.
     * @enum {string}
     */
    ClockMode: "scaled" | "manual";
    /** @description Milliseconds of the sandbox's clock per millisecond of real time. 0: paused. */
    Speed: number;
    /** @description The clock of a new sandbox. */
    NewClock: {
      mode: components["schemas"]["ClockMode"];
      /** @description Speed of a scaled clock. Default: the speed of the emulator's settings. Not for manual clocks (400). */
      speed?: components["schemas"]["Speed"];
      /** @description The clock's initial time. Default: the current time. */
      start?: components["schemas"]["DateText"];
    };
    /** @description A unit of isolation. */
    Sandbox: {
      name: components["schemas"]["Handle"];
      /** @description Name or file of the initial seed; `inline` for a seed from a request. */
      seed: string;
      /** @description The random seed, which determines ids and outcomes. */
      random_seed: string;
      /** @description Creation time, real time. */
      created_at: components["schemas"]["WallTime"];
      /** @description Time at which the sandbox is deleted, real time; null: never. */
      expires_at: components["schemas"]["NullableWallTime"];
      clock: components["schemas"]["ClockState"];
      /** @description Whether the sandbox has virtual devices. */
      lab: boolean;
      /** @description The accounts, oldest first. */
      accounts: components["schemas"]["SandboxAccount"][];
      counts: components["schemas"]["Counts"];
      /** @description The URL of the replica that has the sandbox; null if it rests in the database and the next request opens it. In lists, with `--store`; then the facts of a resting sandbox are those of its last use. */
      replica?: string | null;
    };
    /** @description Sandboxes. */
    SandboxList: {
      /** @description The sandboxes, `default` first, the others oldest first. */
      sandboxes: components["schemas"]["Sandbox"][];
    };
    /** @description A customer's account and its credentials. */
    SandboxAccount: {
      /** @description The e-mail address. */
      email: string;
      /** @description The display name. */
      name: string;
      /** @description The account's organizations in the legacy API. */
      organizations: string[];
      credentials: components["schemas"]["Credentials"];
      /** @description The password, where the emulator runs a kit: it gives accounts random ones then. Not told otherwise. */
      password?: string;
    };
    /** @description OAuth 1.0a credentials of an account. They also select the sandbox. */
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
    /** @description Counts of a sandbox's records, over all accounts. */
    Counts: {
      /** @description Products. */
      products: components["schemas"]["Count"];
      /** @description Test Opportunities. */
      opportunities: components["schemas"]["Count"];
      /** @description Test Opportunities without a stored result. */
      unfinished: components["schemas"]["Count"];
      /** @description Stored results. */
      results: components["schemas"]["Count"];
    };
    /** @description The seed for a reset. */
    ResetInput: {
      /** @description Another seed, which later resets use too. Default: the sandbox's own seed. */
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
     * @description Whether to add to the existing state instead of replacing it.
     * @default false
     */
    Keep: boolean;
    /** @description The body to save a snapshot. */
    SnapshotInput: {
      name: components["schemas"]["Handle"];
    };
    /** @description A saved snapshot. */
    Snapshot: {
      name: components["schemas"]["Handle"];
      /** @description Time of saving, real time. */
      saved_at: components["schemas"]["WallTime"];
      /** @description Size of the document. */
      bytes: components["schemas"]["Count"];
      /** @description The sandbox of the snapshot; it may have been deleted. */
      sandbox: components["schemas"]["Handle"];
    };
    /** @description Snapshots. */
    SnapshotList: {
      /** @description The snapshots, oldest first. */
      snapshots: components["schemas"]["Snapshot"][];
    };
    /** @description The whole state of a sandbox, for an emulator to read. Do not change it: the checksum would not match. */
    SnapshotDocument: {
      /** @description The format's name. */
      format: string;
      /** @description The format's version. */
      version: number;
      /** @description Checksum of all other fields. */
      checksum: string;
      /** @description Time of saving, real time. */
      saved_at?: string;
      /** @description Facts about the sandbox. */
      sandbox?: components["schemas"]["OpenObject"];
      /** @description The sandbox's records, by table. */
      tables?: components["schemas"]["OpenObject"];
    } & {
      [key: string]: unknown;
    };
    /** @description A sandbox's clock. */
    ClockState: {
      mode: components["schemas"]["ClockMode"];
      now: components["schemas"]["OffsetTime"];
      speed: components["schemas"]["Speed"];
      /** @description The speed before a scaled clock was paused, for resuming it. Null if the clock is running, has never run or is manual. */
      resume_speed?: number | null;
      /** @description Number of set timers, if the clock knows it. */
      pending_timers?: components["schemas"]["Count"];
      /** @description Time of the next timer, if the clock knows it; null if none is set. */
      next_timer_at?: components["schemas"]["NullableOffsetTime"];
    };
    /** @description The body to set the speed. */
    ClockInput: {
      speed: components["schemas"]["Speed"];
    };
    /** @description Advances by a duration. All timers that are due within it or at its end fire. */
    AdvanceBy: {
      /** @description Time to advance, at most 1000 days. 0 fires the timers that are due now. */
      by_ms: number;
    };
    /** @description Advances to the next timer. All timers that are due then fire. */
    AdvanceToNextEvent: {
      /**
       * @description Constant.
       * @constant
       */
      to: "next-event";
    };
    /** @description Advances until only endless polls are left and they have no effect. */
    AdvanceToIdle: {
      /**
       * @description Constant.
       * @constant
       */
      to: "idle";
      /**
       * @description Maximum time to advance, at most 1000 days. Default: 7 days.
       * @default 604800000
       */
      limit_ms?: number;
    };
    /** @description The result of an advance. */
    AdvanceReport: {
      /** @description Number of timers that fired. */
      fired: components["schemas"]["Count"];
      /** @description The clock's time before. */
      from: components["schemas"]["OffsetTime"];
      /** @description The clock's time after. */
      now: components["schemas"]["OffsetTime"];
      /**
       * @description Why the advance ended: the duration has passed (`advanced`), the next timer fired (`next-event`), nothing is left to do (`idle`), the maximum or the bound of one request was reached (`limit`; `reason` says which), or no timer was set (`nothing-due`).
       * @enum {string}
       */
      stopped: "advanced" | "next-event" | "idle" | "limit" | "nothing-due";
      /** @description The same, as a sentence. */
      reason: string;
      /** @description Number of endless polls that are left. */
      background_timers: components["schemas"]["Count"];
    };
    /** @description A deliberate failure, and the requests to which it applies. */
    FaultRule: {
      name?: components["schemas"]["FaultName"];
      match?: components["schemas"]["FaultMatch"];
      calls?: components["schemas"]["FaultCalls"];
      probability?: components["schemas"]["Probability"];
      effect: components["schemas"]["FaultEffect"];
      times?: components["schemas"]["FaultTimes"];
    };
    /** @description A built-in set of faults. */
    FaultSetChoice: {
      /** @description Name of the set, as in `listFaults`. */
      set: components["schemas"]["Name"];
      match?: components["schemas"]["FaultSetMatch"];
    };
    /** @description A name for people; does not have to be unique. */
    FaultName: components["schemas"]["Name"];
    /** @description The product requests to which the fault applies. All given conditions must hold. Default, and with `{}`: all requests. */
    FaultMatch: {
      /** @description Only this operation of the product API, including its alias path. */
      operation?: components["schemas"]["OperationId"];
      /** @description Only requests about this product or one of its Test Opportunities. */
      product?: components["schemas"]["Uuid"];
      /** @description Only requests of this agent, by `agent_id` in the path or the body. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests signed by the account with this e-mail address. */
      account?: components["schemas"]["Name"];
      header?: components["schemas"]["HeaderMatch"];
      path?: components["schemas"]["PathPattern"];
    };
    /** @description The requests to which the set applies, in addition to the conditions of its faults. All given conditions must hold. */
    FaultSetMatch: {
      /** @description Only requests about this product or one of its Test Opportunities. */
      product?: components["schemas"]["Uuid"];
      /** @description Only requests of this agent, by `agent_id` in the path or the body. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests signed by the account with this e-mail address. */
      account?: components["schemas"]["Name"];
      header?: components["schemas"]["HeaderMatch"];
    };
    /** @description A header of the request. */
    HeaderMatch: {
      /** @description The header's name, case-insensitive. */
      name: components["schemas"]["Name"];
      /** @description The header's complete value. */
      value: components["schemas"]["Name"];
    };
    /** @description A range of the matching requests since the fault was added, counted from 1. */
    FaultCalls: {
      /** @description The first request. Default: 1. */
      from?: number;
      /** @description The last request, not less than `from`. Default: no last request. */
      to?: number;
    };
    /** @description Probability that the fault applies to a matching request, drawn from the sandbox's random seed. Default: always. */
    Probability: number;
    /** @description Maximum number of times that the fault applies. Default: no limit. */
    FaultTimes: number;
    /** @description The effect, exactly one of: `status` (with `message` and `retry_after_s`), `latency_ms`, `reset`, `truncate`, `slow_body_ms`, `stale`, `lose_answer`, `delay_stored_ms`. */
    FaultEffect: {
      /** @description The request is refused with this HTTP status, in the product API's error form, and is not carried out. */
      status?: number;
      /** @description Message of the error. Default: a suitable one. */
      message?: string;
      /** @description `Retry-After` of the error. Default: 1 for 429 and 503, otherwise none. */
      retry_after_s?: number;
      latency_ms?: components["schemas"]["Latency"];
      /**
       * @description The connection is cut before the request is carried out.
       * @constant
       */
      reset?: true;
      /**
       * @description The request is carried out; the connection is cut in the middle of the answer's body. Does not apply to answers without a body.
       * @constant
       */
      truncate?: true;
      /** @description The answer's body is sent in pieces over this time. Real time; with a manual clock, the sandbox's time. Does not apply to answers without a body. */
      slow_body_ms?: number;
      /**
       * @description A GET gets the answer from before its last change. The fault remembers answers per account and URL from the time it was added; it does not apply if they were all equal.
       * @constant
       */
      stale?: true;
      /**
       * @description The request is carried out, and the connection is cut instead of the answer.
       * @constant
       */
      lose_answer?: true;
      /** @description A posted result is stored later, by this time of the sandbox's clock. Applies only to `postTestResult`, not to refused or repeated posts. If the emulator restarts, the result is stored immediately. */
      delay_stored_ms?: number;
    };
    /** @description The request is carried out immediately; its answer is delayed by this many milliseconds of real time (with a manual clock: of the sandbox's time). A number, `min` and `max` (uniform distribution), or `mean` and `deviation` (normal distribution, at least 0). Drawn from the sandbox's random seed. */
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
    /** @description A fault of the sandbox, and how often it applied. */
    Fault: {
      /** @description The id, a sequence number. */
      id: components["schemas"]["SequenceText"];
      name?: components["schemas"]["FaultName"];
      match?: components["schemas"]["FaultMatch"];
      calls?: components["schemas"]["FaultCalls"];
      probability?: components["schemas"]["Probability"];
      effect: components["schemas"]["FaultEffect"];
      times?: components["schemas"]["FaultTimes"];
      /** @description Number of requests that matched since the fault was added. */
      seen: components["schemas"]["Count"];
      /** @description How often the fault applied. */
      fired: components["schemas"]["Count"];
      /** @description When the fault last applied; null: never. */
      last_fired_at: components["schemas"]["NullableOffsetTime"];
    };
    /** @description Faults of a sandbox, and the built-in sets. */
    FaultList: {
      /** @description The faults in the order in which they are tried. */
      faults: components["schemas"]["Fault"][];
      /** @description The built-in sets. */
      sets: components["schemas"]["FaultSet"][];
    };
    /** @description A built-in set of faults. */
    FaultSet: {
      /** @description The name. */
      name: string;
      /** @description The set's effect, in one sentence. */
      description: string;
    };
    /** @description New faults. */
    AddedFaults: {
      /** @description The fault of the rule, or all faults of the set. */
      faults: components["schemas"]["Fault"][];
    };
    /** @description An exchange: a recorded product request and its answer. */
    Exchange: {
      /** @description The exchange's sequence number in the sandbox. Numbers follow the order of the answers, so later entries always have higher numbers. */
      id: components["schemas"]["Sequence"];
      /** @description The request's id, also in the log and the `X-Request-Id` header. */
      request_id: string;
      /** @description Time of the request, sandbox clock. */
      at: components["schemas"]["OffsetTime"];
      /** @description Time of the request, real time. */
      wall_at: components["schemas"]["WallTime"];
      /** @description Duration until the answer, in milliseconds of real time. */
      duration_ms: number;
      /**
       * @description `lab`: one of the sandbox's virtual devices. `client`: any other client.
       * @enum {string}
       */
      source: "client" | "lab";
      /** @description The matching operation; null if none. */
      operation_id: components["schemas"]["OperationId"] | null;
      /** @description E-mail address of the account that signed the request; null if not signed. */
      account: string | null;
      request: components["schemas"]["RecordedRequest"];
      /** @description The answer; null if a fault cut the connection before it. */
      response: components["schemas"]["RecordedResponse"] | null;
      validation: components["schemas"]["Validation"];
      /** @description Why the request was refused; null if it was not. */
      refusal: components["schemas"]["RecordedRefusal"] | null;
      /** @description The fault that applied; null if none. */
      fault_id: components["schemas"]["SequenceText"] | null;
      /** @description If no operation matched, the most similar path; otherwise null. */
      nearest: string | null;
    };
    /** @description The request as received. */
    RecordedRequest: {
      /** @description The method. */
      method: string;
      /** @description The complete URL. */
      url: string;
      /** @description The path. */
      path: string;
      /** @description The query parameters. The value is a list if a parameter was repeated. */
      query: {
        [key: string]: string | string[];
      };
      headers: components["schemas"]["RecordedHeaders"];
      body: components["schemas"]["RecordedBody"];
      /** @description Length of the complete body. */
      body_bytes: components["schemas"]["Count"];
      body_truncated: components["schemas"]["Truncated"];
    };
    /** @description The answer as sent. */
    RecordedResponse: {
      /** @description The HTTP status. */
      status: number;
      headers: components["schemas"]["RecordedHeaders"];
      body: components["schemas"]["RecordedBody"];
      /** @description Length of the complete body. */
      body_bytes: components["schemas"]["Count"];
      body_truncated: components["schemas"]["Truncated"];
    };
    /** @description Headers by lower-case name, without signatures and secrets. */
    RecordedHeaders: {
      [key: string]: string;
    };
    /** @description The body as JSON if possible, otherwise as text; null if there is none. Without passwords and tokens. */
    RecordedBody: components["schemas"]["Json"];
    /** @description Whether `body` is truncated; it is then text. */
    Truncated: boolean;
    /** @description Violations of the product spec, one sentence each; empty if there are none. */
    Validation: {
      /** @description Violations by the request. */
      request: string[];
      /** @description Violations by the answer. */
      response: string[];
    };
    /** @description An error. */
    RecordedRefusal: {
      /** @description The error body's `id` (the token endpoint's `code`). */
      id: string;
      /** @description The error body's message; may be empty. */
      message: string;
      /** @description Details that the client does not get; null if there are none. */
      detail: string | null;
    };
    /** @description Exchanges. */
    ExchangeList: {
      /** @description The exchanges, oldest first. */
      exchanges: components["schemas"]["Exchange"][];
      /** @description Number of exchanges that match the filters, regardless of `limit`. */
      total: components["schemas"]["Count"];
      /** @description Number of exchanges that were dropped because of the size limit since the exchanges were last deleted, regardless of the filters. Polls of the lab without work are not counted: the latest hundred of them are kept separately. */
      dropped: components["schemas"]["Count"];
    };
    /** @description A count of exchanges. */
    ExchangeCount: {
      count: components["schemas"]["Count"];
    };
    /** @description The exchanges to wait for, with the filters of `listExchanges`, and the timeout. */
    ExchangeWait: {
      operation?: components["schemas"]["OperationId"];
      method?: components["schemas"]["MethodName"];
      path?: components["schemas"]["PathPattern"];
      status?: components["schemas"]["HttpStatusChoice"];
      /** @description Only requests of this agent. */
      agent?: components["schemas"]["Name"];
      /** @description Only requests signed by the account with this e-mail address. */
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
       * @description The number of exchanges to wait for.
       * @default 1
       */
      count?: number;
      /**
       * @description Timeout, in real time, at most a minute. 0: does not wait.
       * @default 10000
       */
      timeout_ms?: number;
    };
    /** @description The exchanges of a wait. */
    ExchangesFound: {
      /** @description The exchanges, oldest first. */
      exchanges: components["schemas"]["Exchange"][];
    };
    /** @description An HTTP archive, HAR 1.2. */
    Har: {
      log: components["schemas"]["OpenObject"];
    };
    /**
     * @description A device's activity. `vanished`: it picked an opportunity and disappeared. `stopped`: it was not started, or has ended.
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
    /** @description A virtual device. Times are those of the sandbox's clock. */
    Device: {
      agent_id: components["schemas"]["Name"];
      /** @description Name of the profile. */
      profile: string;
      /** @description The profile's description. */
      description: string;
      /** @description The platform; null if none. */
      platform: components["schemas"]["NullableName"];
      /** @description The agent's group; null if none. */
      agent_group: components["schemas"]["NullableName"];
      /** @description The agent's revision; null if none. */
      agent_revno: components["schemas"]["NullableName"];
      /** @description E-mail address of the device's account; null: the sandbox's first account. */
      account: string | null;
      /** @description The device's behaviours; empty for a healthy device. */
      behaviours: string[];
      activity: components["schemas"]["Activity"];
      /** @description False if the device was taken offline or is in an offline window. */
      online: boolean;
      /** @description The Test Opportunity that the device holds; null if none. */
      opportunity_id: components["schemas"]["NullableUuid"];
      /** @description The current phase; null if none. */
      phase: components["schemas"]["DevicePhase"] | null;
      /** @description Time of the next poll; null if unknown. */
      next_poll_at: components["schemas"]["NullableOffsetTime"];
      /** @description The latest poll; null before the first. */
      last_poll: components["schemas"]["DevicePoll"] | null;
      /** @description The latest results, newest first, at most 10. */
      last_results: components["schemas"]["DeviceResult"][];
      /** @description Number of results that wait for delivery. */
      unsent: components["schemas"]["Count"];
      /** @description Status of the next outcome if it was set by a request; otherwise null. */
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
       * @description The phases, in order.
       * @enum {string}
       */
      name: "provision" | "test" | "teardown";
      started_at: components["schemas"]["OffsetTime"];
      /** @description Time at which the phase will end; null for a real kit, whose duration is unknown. */
      ends_at: components["schemas"]["NullableOffsetTime"];
    };
    /** @description A poll for work. */
    DevicePoll: {
      at: components["schemas"]["OffsetTime"];
      /** @description 200, 204 or an error status; null if the connection failed. */
      http_status: number | null;
    };
    /** @description A result of a device. */
    DeviceResult: {
      at: components["schemas"]["OffsetTime"];
      opportunity_id: components["schemas"]["Uuid"];
      status: components["schemas"]["TestStatus"];
      /** @description The reason for the status, for people. */
      reason: string;
      /** @description Status of the answer to the post; null while not delivered. */
      http_status: number | null;
    };
    /** @description An outcome set by a request. */
    Override: {
      status: components["schemas"]["TestStatus"];
      /** @description The reason, for people; part of the result's payload. Default: `set by hand`. */
      reason?: string;
    };
    /** @description A summary of a Test Opportunity. */
    OpportunitySummary: {
      test_opportunity_id: components["schemas"]["Uuid"];
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the product. */
      product_name: string;
      /**
       * @description The trigger of the opportunity.
       * @enum {string}
       */
      trigger: "image" | "snap" | "gold-master";
      /** @description The primary snap; null for an image. */
      primary_snap_name: components["schemas"]["NullableName"];
      /** @description The snap's revision; null for an image. */
      revision: components["schemas"]["Revision"] | null;
      /** @description The advertised channel; null if none. */
      channel: components["schemas"]["NullableChannel"];
      /** @description Name of the Test Spec. */
      spec_name: string;
      /** @description The platform; null: any. */
      platform: components["schemas"]["NullableName"];
      state: components["schemas"]["EventType"];
      /** @description Status of the result; null before it is posted. */
      test_status: components["schemas"]["NullableTestStatus"];
      /** @description Id of the image. */
      image_unique_id: string;
      queued_at: components["schemas"]["OffsetTime"];
      /** @description Time of the last event. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description The agent that picked the opportunity; null if none. */
      agent_id: components["schemas"]["NullableName"];
      /** @description Why the opportunity is unfinished, as a sentence; null if it is finished. */
      why: string | null;
    };
    /** @description A page of Test Opportunities. */
    OpportunityList: {
      /** @description The opportunities, newest first. */
      opportunities: components["schemas"]["OpportunitySummary"][];
      /** @description Number of opportunities that match the filters, on all pages. */
      total: components["schemas"]["Count"];
      /** @description `before` for the next page; null on the last page. */
      next: components["schemas"]["NullableUuid"];
    };
    /** @description The history of a Test Opportunity. */
    Trace: {
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description The entries, oldest first. */
      entries: components["schemas"]["TraceEntry"][];
      /** @description Why the opportunity is unfinished; null if it is finished. */
      why: components["schemas"]["Why"] | null;
    };
    /** @description An entry in the history of a Test Opportunity. */
    TraceEntry: {
      at: components["schemas"]["OffsetTime"];
      /** @description The kind of entry: an event type (`QUEUED_FOR_AGENTS`, `PICKED_BY_AGENT`, `RESULT_POSTED`, `RESULT_STORED`), an action of a device (`picked`, `resumed`, `phase-started`, `phase-ended`, `rebooted`, `outcome-decided`, `posted`, `refused`, `retry`, `vanished`, `abandoned`, `kept`), `exchange`, or `fault`. More kinds may be added. */
      kind: string;
      /** @description The same, as a sentence. */
      text: string;
      detail: components["schemas"]["OpenObject"];
    };
    /** @description The reason for a Test Opportunity's state. */
    Why: {
      /** @description The complete reason as a sentence. */
      sentence: string;
      state: components["schemas"]["EventType"];
      /** @description The facts on which the reason is based. */
      parts: components["schemas"]["WhyPart"][];
    };
    /** @description A fact on which the reason is based. */
    WhyPart: {
      /** @description The kind of fact, for programs. */
      kind: string;
      /** @description The fact, as a sentence. */
      text: string;
      detail: components["schemas"]["OpenObject"];
    };
    /** @description The status of a sandbox. */
    Status: {
      sandbox: components["schemas"]["Handle"];
      now: components["schemas"]["OffsetTime"];
      counts: components["schemas"]["Counts"];
      /** @description The opportunities without a stored result, oldest first. */
      unfinished: components["schemas"]["UnfinishedOpportunity"][];
      /** @description The activity of each device. */
      devices: components["schemas"]["DeviceActivity"][];
      /** @description Number of faults that may still apply. */
      faults_active: components["schemas"]["Count"];
      /** @description The replicas that serve the sandboxes of one database, oldest first; absent without `--store`. */
      replicas?: components["schemas"]["Replica"][];
    };
    /** @description One of several processes that serve the sandboxes of one database. */
    Replica: {
      /** @description Where the other replicas reach it; null until it listens. */
      url: string | null;
      /** @description Whether it has the sandbox, and so gave this answer. */
      is_this: boolean;
      /** @description Whether it hands its sandboxes over and stops. */
      draining: boolean;
      /** @description Number of sandboxes that are open in it. */
      sandboxes: components["schemas"]["Count"];
      started_at: components["schemas"]["WallTime"];
    };
    /** @description A Test Opportunity without a stored result, and the reason. */
    UnfinishedOpportunity: {
      test_opportunity_id: components["schemas"]["Uuid"];
      state: components["schemas"]["EventType"];
      /** @description The complete reason as a sentence. */
      sentence: string;
      /** @description The facts on which the reason is based. */
      parts: components["schemas"]["WhyPart"][];
    };
    /** @description A device's activity. */
    DeviceActivity: {
      agent_id: components["schemas"]["Name"];
      activity: components["schemas"]["Activity"];
    };
    /** @description The snap feed. */
    Feed: {
      /** @description The revisions, in order of time. */
      entries: components["schemas"]["FeedEntry"][];
    };
    /** @description A snap revision in the feed. */
    FeedEntry: {
      /** @description Time of publication. */
      at: components["schemas"]["OffsetTime"];
      /** @description The product with which the revision is tested. */
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the snap. */
      name: components["schemas"]["Name"];
      revision: components["schemas"]["Revision"];
      channel: components["schemas"]["Channel"];
      /** @description Whether the revision has been published. */
      published: boolean;
    };
    /** @description The body to publish a snap revision. */
    Publication: {
      /** @description A product of the sandbox, of any account. */
      product_id: components["schemas"]["Uuid"];
      /** @description Name of the snap. */
      name: components["schemas"]["Name"];
      revision: components["schemas"]["Revision"];
      channel: components["schemas"]["Channel"];
    };
    /** @description The opportunities that an advertisement created. */
    AdvertisedIds: {
      /** @description One entry for each Test Spec, all with the same image unique id. */
      ids: components["schemas"]["AdvertisedId"][];
    };
    /** @description One opportunity and its image. */
    AdvertisedId: {
      /** @description Id of the image. */
      image_unique_id: string;
      test_opportunity_id: components["schemas"]["Uuid"];
    };
    /** @description An error. */
    Error: {
      /**
       * @description The error id, for programs.
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
      /** @description The message, for people. */
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
    /** @description A field, parameter or body is missing, unknown, repeated or out of bounds. The message names it, the received value and the accepted ones. */
    InvalidData: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The client is not on this machine, and the admin token is missing, wrong or not configured. */
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
    /** @description The resource or the sandbox does not exist. Also for unknown paths. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The path exists, but not with this method. */
    MethodNotAllowed: {
      headers: {
        Allow: components["headers"]["Allow"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The current state does not allow the request. The message names the reason and what to do. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The body is longer than the limit: 1 MiB, or 256 MiB for a snapshot. */
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
    /** @description An internal error of the emulator; its log has details. */
    InternalError: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The emulator is not ready; the message says why. Retry after `Retry-After` seconds. */
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
    /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
    Sandbox: components["schemas"]["Handle"];
    /** @description Name of a sandbox. Invalid names get 400, unknown names 404. */
    SandboxName: components["schemas"]["Handle"];
    /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
    SnapshotName: components["schemas"]["Handle"];
    /** @description Id of a fault of the sandbox. If it is not a number: 400. Unknown ids: 404. */
    FaultId: components["schemas"]["SequenceText"];
    /** @description Sequence number of an exchange. If it is not a number: 400. Unknown or no longer kept: 404. */
    ExchangeId: components["schemas"]["SequenceText"];
    /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
    AgentId: components["schemas"]["Name"];
    /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
    TestOpportunityId: components["schemas"]["Uuid"];
    /** @description Only exchanges of this operation of the product API. Unknown operations get 400, with the most similar one. */
    OperationFilter: components["schemas"]["OperationId"];
    /** @description Only exchanges with this method, in capitals. */
    MethodFilter: components["schemas"]["MethodName"];
    /** @description Only exchanges with this path, without query. `*` matches any characters. */
    PathFilter: components["schemas"]["PathPattern"];
    /** @description Only exchanges with this HTTP status, or a status of this class. */
    HttpStatusFilter: components["schemas"]["HttpStatusPattern"];
    /** @description Only requests of this agent, 1-200 characters. */
    AgentFilter: components["schemas"]["Name"];
    /** @description Only requests signed by the account with this e-mail address. */
    AccountFilter: components["schemas"]["Name"];
    /** @description Only entries for this product. If it is not a UUID: 400. Unknown ids match nothing. */
    ProductFilter: components["schemas"]["Uuid"];
    /** @description Only requests about this Test Opportunity: those that created it, picked it or posted its result. If it is not a UUID: 400. Unknown ids match nothing. */
    OpportunityFilter: components["schemas"]["Uuid"];
    /** @description Only exchanges after this sequence number. 0: all. */
    Since: components["schemas"]["SequenceText"];
    /** @description Maximum number of entries, 1-1000. */
    Limit: string;
    /** @description Only opportunities with this last event or this test status. */
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
    /** @description Only opportunities whose id begins with this, in either case. What cannot begin a UUID: 400. */
    IdPrefix: string;
    /** @description `true`: only opportunities without a stored result. `false`: only those with one. */
    Unfinished: "true" | "false";
    /** @description Start of the page: `next` of the previous page. If it is not a UUID: 400. */
    Before: components["schemas"]["Uuid"];
    /** @description Only events of these types, separated by commas. Default: all types. Unknown types get 400. */
    EventTypes: string;
    /** @description Same as the header `Last-Event-ID`, for clients that cannot set headers. The header takes precedence. */
    LastEventIdQuery: components["schemas"]["EventId"];
    /** @description The last event that the client received. The stream continues after it. */
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
    /** @description Seconds to wait before retrying, a whole number. */
    RetryAfter: number;
    /** @description The methods of this path, separated by commas. */
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
      /** @description The process is alive. */
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
      /** @description The emulator is ready. */
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
      /** @description The emulator's description. */
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
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The metrics. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
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
      /** @description The sandboxes, at least one. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  createSandbox: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The settings that differ from the defaults; may be `{}`. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["SandboxInput"];
      };
    };
    responses: {
      /** @description The new sandbox, with the credentials of its accounts. */
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
        /** @description Name of a sandbox. Invalid names get 400, unknown names 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  deleteSandbox: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a sandbox. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SandboxName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. No body. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description Another seed; `{}` for the sandbox's own. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["ResetInput"];
      };
    };
    responses: {
      /** @description The sandbox after the change. */
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
  loadSeed: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The name of a seed, or a seed object. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["NamedSeed"] | components["schemas"]["InlineSeed"];
      };
    };
    responses: {
      /** @description The sandbox after the change. */
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
      /** @description The snapshots; empty if there are none. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  saveSnapshot: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The name of the snapshot. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["SnapshotInput"];
      };
    };
    responses: {
      /** @description The new snapshot. */
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
        /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  deleteSnapshot: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. No body. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Name of a snapshot. Invalid names get 400, unknown names 404. */
        name: components["parameters"]["SnapshotName"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sandbox after the change. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
      /** @description The sandbox after the change. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The clock's current state. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  setClock: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
      /** @description The clock's current state. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  advanceClock: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description How far to advance. */
    requestBody: {
      content: {
        "application/json":
          | components["schemas"]["AdvanceBy"]
          | components["schemas"]["AdvanceToNextEvent"]
          | components["schemas"]["AdvanceToIdle"];
      };
    };
    responses: {
      /** @description What the advance did. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The faults; empty if there are none. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  addFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A fault rule, or the name of a set. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["FaultRule"] | components["schemas"]["FaultSetChoice"];
      };
    };
    responses: {
      /** @description The new faults. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  clearFaults: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All removed. No body. */
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
  getFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. If it is not a number: 400. Unknown ids: 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  removeFault: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a fault of the sandbox. If it is not a number: 400. Unknown ids: 404. */
        fault_id: components["parameters"]["FaultId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. No body. */
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
  listExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only exchanges of this operation of the product API. Unknown operations get 400, with the most similar one. */
        operation?: components["parameters"]["OperationFilter"];
        /** @description Only exchanges with this method, in capitals. */
        method?: components["parameters"]["MethodFilter"];
        /** @description Only exchanges with this path, without query. `*` matches any characters. */
        path?: components["parameters"]["PathFilter"];
        /** @description Only exchanges with this HTTP status, or a status of this class. */
        status?: components["parameters"]["HttpStatusFilter"];
        /** @description Only requests of this agent, 1-200 characters. */
        agent?: components["parameters"]["AgentFilter"];
        /** @description Only requests signed by the account with this e-mail address. */
        account?: components["parameters"]["AccountFilter"];
        /** @description Only entries for this product. If it is not a UUID: 400. Unknown ids match nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only requests about this Test Opportunity: those that created it, picked it or posted its result. If it is not a UUID: 400. Unknown ids match nothing. */
        opportunity?: components["parameters"]["OpportunityFilter"];
        /** @description Only exchanges after this sequence number. 0: all. */
        since?: components["parameters"]["Since"];
        /** @description Maximum number of entries, 1-1000. */
        limit?: components["parameters"]["Limit"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The exchanges; empty if none matches. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  clearExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All removed. No body. */
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
  countExchanges: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only exchanges of this operation of the product API. Unknown operations get 400, with the most similar one. */
        operation?: components["parameters"]["OperationFilter"];
        /** @description Only exchanges with this method, in capitals. */
        method?: components["parameters"]["MethodFilter"];
        /** @description Only exchanges with this path, without query. `*` matches any characters. */
        path?: components["parameters"]["PathFilter"];
        /** @description Only exchanges with this HTTP status, or a status of this class. */
        status?: components["parameters"]["HttpStatusFilter"];
        /** @description Only requests of this agent, 1-200 characters. */
        agent?: components["parameters"]["AgentFilter"];
        /** @description Only requests signed by the account with this e-mail address. */
        account?: components["parameters"]["AccountFilter"];
        /** @description Only entries for this product. If it is not a UUID: 400. Unknown ids match nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only requests about this Test Opportunity: those that created it, picked it or posted its result. If it is not a UUID: 400. Unknown ids match nothing. */
        opportunity?: components["parameters"]["OpportunityFilter"];
        /** @description Only exchanges after this sequence number. 0: all. */
        since?: components["parameters"]["Since"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The count. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  waitForExchange: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The exchanges to wait for; `{}` for any exchange. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ExchangeWait"];
      };
    };
    responses: {
      /** @description The matching exchanges, oldest first, at least `count`, as far as they are still kept. */
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
      /** @description Timeout. The message says how many exchanges matched, and what was recorded instead. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getExchange: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Sequence number of an exchange. If it is not a number: 400. Unknown or no longer kept: 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  exportHar: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listDevices: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The devices; empty if there are none. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getDevice: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
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
      409: components["responses"]["Conflict"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  takeDeviceOffline: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The device after the change. */
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
      409: components["responses"]["Conflict"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  bringDeviceOnline: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The device after the change. */
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
      409: components["responses"]["Conflict"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  overrideNextOutcome: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Agent id of a device of the lab, 1-200 characters. Unknown ids get 404. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    requestBody: components["requestBodies"]["Override"];
    responses: {
      /** @description The device after the change; `override_next` has the status. */
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
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listOpportunities: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only opportunities whose id begins with this, in either case. What cannot begin a UUID: 400. */
        id_prefix?: components["parameters"]["IdPrefix"];
        /** @description Only entries for this product. If it is not a UUID: 400. Unknown ids match nothing. */
        product?: components["parameters"]["ProductFilter"];
        /** @description Only opportunities with this last event or this test status. */
        status?: components["parameters"]["StateFilter"];
        /** @description Only opportunities for this platform, 1-200 characters. */
        platform?: components["parameters"]["PlatformFilter"];
        /** @description Only opportunities whose primary snap has this name, 1-200 characters. */
        snap?: components["parameters"]["SnapFilter"];
        /** @description `true`: only opportunities without a stored result. `false`: only those with one. */
        unfinished?: components["parameters"]["Unfinished"];
        /** @description Maximum number of entries, 1-1000. */
        limit?: components["parameters"]["Limit"];
        /** @description Start of the page: `next` of the previous page. If it is not a UUID: 400. */
        before?: components["parameters"]["Before"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The opportunities; empty if none matches. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getTrace: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  explainOpportunity: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  overrideOutcome: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path: {
        /** @description Id of a Test Opportunity of the sandbox, of any account. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    requestBody: components["requestBodies"]["Override"];
    responses: {
      /** @description Saved. No body. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getStatus: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The status. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listFeed: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The feed; empty if there are no revisions. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  publishNow: {
    parameters: {
      query?: {
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
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
        /** @description Name of the sandbox. Default: `default`. Unknown names get 404. */
        sandbox?: components["parameters"]["Sandbox"];
        /** @description Only events of these types, separated by commas. Default: all types. Unknown types get 400. */
        types?: components["parameters"]["EventTypes"];
        /** @description Same as the header `Last-Event-ID`, for clients that cannot set headers. The header takes precedence. */
        last_event_id?: components["parameters"]["LastEventIdQuery"];
      };
      header?: {
        /** @description The last event that the client received. The stream continues after it. */
        "Last-Event-ID"?: components["parameters"]["LastEventId"];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream. It does not end by itself. */
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
      503: components["responses"]["ServiceUnavailable"];
    };
  };
}
