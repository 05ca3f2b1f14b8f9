// Generated from openapi.yaml by `npm run generate`.
export interface paths {
  "/products": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the account's products
     * @description Every product of the caller's account, oldest first; other accounts' products are never among them (A-06). Errors: only those that every operation has.
     */
    get: operations["listProducts"];
    put?: never;
    /**
     * Create a product
     * @description Makes a product of the caller's account. Errors: 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["createProduct"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Read a product
     * @description One product of the caller's account. Errors: 404 where there is none of that id, or it is another account's.
     */
    get: operations["getProduct"];
    /**
     * Replace a product
     * @description Replaces name, release and snaps as a whole; `id` and `created_at` stay. Opportunities made before keep what they had. Errors: 404 where there is no such product; 400 for a field that is missing, unknown or out of bounds.
     */
    put: operations["updateProduct"];
    post?: never;
    /**
     * Delete a product
     * @description Removes the product with its Test Specs, Test Opportunities and results. Errors: 404 where there is no such product, so also for the second delete.
     */
    delete: operations["deleteProduct"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/test-specs": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * List a product's Test Specs
     * @description Every Test Spec of the product that was not deleted, oldest first. Errors: 404 where there is no such product.
     */
    get: operations["listTestSpecs"];
    put?: never;
    /**
     * Create a Test Spec
     * @description Adds a Test Spec to the product; it takes part in every trigger from now on. Errors: 404 where there is no such product; 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["createTestSpec"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/test-specs/{test_spec_id}": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. Not a UUID is 400; an unknown or deleted one is 404. */
        test_spec_id: components["parameters"]["TestSpecId"];
      };
      cookie?: never;
    };
    /**
     * Read a Test Spec
     * @description One Test Spec of the product. Errors: 404 where there is no such product, or it has no such Test Spec (any more).
     */
    get: operations["getTestSpec"];
    put?: never;
    post?: never;
    /**
     * Delete a Test Spec
     * @description Stops new opportunities of this Test Spec; those made before run on, and results still show it. Errors: 404 where there is no such product or Test Spec, so also for the second delete.
     */
    delete: operations["deleteTestSpec"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/images": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise an image
     * @description Makes one Test Opportunity for each Test Spec of the product, all with the `image_unique_id` that was sent (D 748, 760). Errors: 404 where there is no such product, or it has no Test Spec; 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["advertiseImage"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/snaps": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a snap revision
     * @description Makes one Test Opportunity for each Test Spec of the product, all with one new `image_unique_id` (D 832), where the product references the snap (D 777-779). The base is the product's last gold master (A-13); a revision advertised again keeps the base of its first time (D 773-775, A-12). A gold master's body is taken here too, as the docs' example posts one to this path (C-2), and does what `advertiseGoldMaster` does. Errors: 404 with an empty message where the product does not reference the snap (A-10), with a message where it has no Test Spec (A-11) or does not exist; 400 for a body that is neither form.
     */
    post: operations["advertiseSnap"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/gold-masters": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a gold master
     * @description Makes one Test Opportunity for each Test Spec of the product, all with one new `image_unique_id`, and becomes the base of the product's later snap revisions. Errors: 404 where there is no such product, or it has no Test Spec; 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["advertiseGoldMaster"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/tests/events": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Follow tests
     * @description One event log for each Test Opportunity of the product, oldest first, the legacy API's among them. Filters are joined with AND; none means every log. An opportunity that no agent picks stays queued, one whose agent dies stays picked. No match is an empty list. Errors: 404 where there is no such product; 400 for a filter that cannot be read.
     */
    get: operations["listTestEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/tests/results": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Query test results
     * @description The product's stored results, oldest first, the legacy API's among them. Filters are joined with AND; none means every result. A result shows once RESULT_STORED, not before; no match is an empty list with status 200. Errors: 404 where there is no such product; 400 for a filter that cannot be read.
     */
    get: operations["listTestResults"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/products/{product_id}/results": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Query test results, at the path of the docs' example
     * @description The same as `listTestResults` in everything, at the other of the two documented paths (C-1). Errors: 404 where there is no such product; 400 for a filter that cannot be read.
     */
    get: operations["listTestResultsAlias"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/agents/{agent_id}/pick": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The name that the agent gives itself. Agents are not registered. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pick a Test Opportunity
     * @description Hands the oldest queued opportunity that fits to this agent, and to no other: one with a platform goes only to an agent of that platform, one without to any. Only agents of the account that owns the product get it. The agent keeps it until it posts a result; there is no lease. Errors: 400 for a field that is unknown or out of bounds.
     */
    post: operations["pickTestOpportunity"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/test-opportunities/{test_opportunity_id}/results": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the Test Opportunity that the agent holds. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Post a test result
     * @description Posts the result of an opportunity that this agent holds. The same result again is answered with the same id and makes no second event, so a post may be retried. Errors: 404 where there is no such opportunity; 409, naming state and holder, where the agent does not hold it or a different result is there; 413 over 16 MiB.
     */
    post: operations["postTestResult"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/orgs/{org_id}/images": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise an image to an organization
     * @deprecated
     * @description Makes one Test Opportunity for each Test Spec of the organization with this `image_name` (L 708-713), all with the `image_unique_id` that was sent. Errors: 404, naming the image name, where no Test Spec has it; 404 where the organization is not the caller's; 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["legacyAdvertiseImage"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/orgs/{org_id}/snap-revisions": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a snap revision to an organization
     * @deprecated
     * @description Makes one Test Opportunity for each Test Spec of the organization's products that reference the snap (L 788-790). Errors: 404 with an empty message where none references it, with a message where none has a Test Spec or the organization is not the caller's; 400 for a field that is missing, unknown or out of bounds.
     */
    post: operations["legacyAdvertiseSnap"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/orgs/{org_id}/tests/events": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /**
     * Follow an organization's tests
     * @deprecated
     * @description One event log for each Test Opportunity of the account, oldest first. Filters are joined with AND; none means every log. No match is an empty list. Errors: 404 where the organization is not the caller's; 400 for a filter that cannot be read.
     */
    get: operations["legacyListTestEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/orgs/{org_id}/results": {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /**
     * Query an organization's test results
     * @deprecated
     * @description The account's stored results, oldest first. Filters are joined with AND; none means every result. Clients poll with `image_unique_id` until the list is not empty (P). Errors: 404 where the organization is not the caller's; 400 for a filter that cannot be read.
     */
    get: operations["legacyListTestResults"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v2/tokens/oauth": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Get OAuth credentials
     * @description Ubuntu SSO's endpoint: trades an account's e-mail address and password for the credentials that sign every other request. Unsigned, as it is where credentials come from. A token name that the account has used before gives that token again, with status 200. Errors have SSO's own form: 400 INVALID_DATA (also for a body that is too long, is no JSON or has another content type: A-33), 401 INVALID_CREDENTIALS and TWOFACTOR_REQUIRED, 403 TWOFACTOR_FAILURE, ACCOUNT_SUSPENDED, ACCOUNT_DEACTIVATED and EMAIL_INVALIDATED.
     */
    post: operations["createToken"];
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
    /** @description A name, 1-200 characters, without control characters. */
    Name: string;
    /** @description A name, 1-200 characters, without control characters, or null. */
    NullableName: components["schemas"]["Name"] | null;
    /** @description Name of a snap, `package.developer` (D 810, 874). Not longer than 200 characters (D 792). */
    SnapName: components["schemas"]["Name"];
    /** @description Identifies an image in queries, 1-36 characters (D 718), without control characters. Sent with an image; a new UUID for a snap revision or a gold master. */
    ImageUniqueId: string;
    /** @description Name by which legacy images find their Test Specs, up to 200 characters (L 708-713). */
    ImageName: string;
    /** @description An image name, or null for none. */
    NullableImageName: components["schemas"]["ImageName"] | null;
    /**
     * @description A store channel; an unknown one is refused. The docs show edge and stable.
     * @enum {string}
     */
    Channel: "edge" | "beta" | "candidate" | "stable";
    /** @description A store channel, or null for none. */
    NullableChannel: components["schemas"]["Channel"] | null;
    /** @description Any JSON value, null too. The service keeps it as it is and does not look inside. */
    Json: unknown;
    /** @description Undescribed in the docs (D 721); carried through as it was sent. */
    ExtraSnaps: components["schemas"]["Json"][];
    /**
     * Format: naive-microseconds
     * @description UTC, six digits of a second, no offset, such as `2016-01-04T17:34:39.093142` (D 258).
     */
    NaiveTime: string;
    /**
     * Format: offset-microseconds
     * @description UTC, six digits of a second, with its offset, such as `2016-01-04T16:58:28.805000+00:00` (D 964).
     */
    OffsetTime: string;
    /** @description A date, or a date and time, in one of the forms that the parameter lists. */
    DateFilter: string;
    /**
     * @description `PASSED`; `FAILED` when a test failed; `ERROR` when provisioning failed. Clients take all but PASSED for a failure.
     * @enum {string}
     */
    TestStatus: "PASSED" | "FAILED" | "ERROR";
    /**
     * @description The steps of the normal flow, in their order (D 905-907).
     * @enum {string}
     */
    EventType: "QUEUED_FOR_AGENTS" | "PICKED_BY_AGENT" | "RESULT_POSTED" | "RESULT_STORED";
    /** @description A snap at a revision (D 873-876). */
    SnapRevision: {
      /** @description Name of the snap. */
      name: components["schemas"]["SnapName"];
      /** @description Revision of the snap. */
      revision: components["schemas"]["Revision"];
    };
    /** @description A snap's revision in the store, a whole number (D 793); at most 9007199254740991, so that it is kept exactly. */
    Revision: number;
    /** @description What a client sends to make or replace a product. */
    ProductInput: {
      /** @description Name of the product; it need not be unique. */
      name: components["schemas"]["Name"];
      /** @description The release it is built on, such as `15.04-core`. */
      release: components["schemas"]["Name"];
      /** @description The snaps that define the product, each once; may be empty for image-based workflows. */
      snaps: components["schemas"]["ProductSnaps"];
    };
    /** @description Names of snaps, each once. */
    ProductSnaps: components["schemas"]["SnapName"][];
    /** @description What a customer ships, defined by its snaps (D 7-25). */
    Product: {
      /** @description Id of the product. */
      id: components["schemas"]["Uuid"];
      /** @description Name of the product. */
      name: components["schemas"]["Name"];
      /** @description The release it is built on. */
      release: components["schemas"]["Name"];
      /** @description The snaps that define the product. */
      snaps: components["schemas"]["ProductSnaps"];
      /** @description When it was made, UTC without an offset. */
      created_at: components["schemas"]["NaiveTime"];
    };
    /** @description The account's products. */
    ProductList: {
      /** @description The products, oldest first. */
      products: components["schemas"]["Product"][];
    };
    /** @description What a client sends to make a Test Spec. */
    TestSpecInput: {
      /** @description Name of the Test Spec; events show it as `spec_name`. */
      name: components["schemas"]["Name"];
      /**
       * @description Only agents of this platform get its opportunities; null for any agent.
       * @default null
       */
      platform?: components["schemas"]["NullableName"];
      /**
       * @description Legacy images of this name make opportunities of this Test Spec; null for none.
       * @default null
       */
      image_name?: components["schemas"]["NullableImageName"];
      /**
       * @description For the Provisioning Kit, such as `{"test_cmds"}`, or a string that may hold JSON.
       * @default null
       */
      test_payload?: components["schemas"]["Json"];
    };
    /** @description Defines the tests to run (D 7-25). */
    TestSpec: {
      /** @description Id of the Test Spec. */
      id: components["schemas"]["Uuid"];
      /** @description Name of the Test Spec. */
      name: components["schemas"]["Name"];
      /** @description The platform it is for; null for any. */
      platform: components["schemas"]["NullableName"];
      /** @description The legacy image name it is for; null for none. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description For the Provisioning Kit, as it was sent. */
      test_payload: components["schemas"]["Json"];
      /** @description When it was made, UTC without an offset. */
      created_at: components["schemas"]["NaiveTime"];
    };
    /** @description A product's Test Specs. */
    TestSpecList: {
      /** @description The Test Specs, oldest first. */
      test_specs: components["schemas"]["TestSpec"][];
    };
    /** @description An image that is made known. */
    ImageAdvertisement: {
      /** @description The client's id of the image, used to query for results. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Opaque; the lab's Provisioning Kit interprets it. Not necessarily a URL to a binary. May be null (C-5). */
      image_reference: components["schemas"]["Json"];
      /**
       * @description Undescribed in the docs; carried through to the opportunity.
       * @default null
       */
      channel?: components["schemas"]["NullableChannel"];
      /**
       * @description Undescribed in the docs; carried through to the opportunity.
       * @default []
       */
      extra_snaps?: components["schemas"]["ExtraSnaps"];
    };
    /** @description A snap revision that is made known. */
    SnapAdvertisement: {
      /** @description Name of the snap package. */
      name: components["schemas"]["SnapName"];
      /** @description The new revision. */
      revision: components["schemas"]["Revision"];
      /** @description On which channel the revision is advertised. */
      channel: components["schemas"]["Channel"];
    };
    /** @description A gold master image that is made known. */
    GoldMasterAdvertisement: {
      /** @description The snaps that form the image, at least one; the last is the primary one. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description On which channel the gold master is advertised. */
      channel: components["schemas"]["Channel"];
    };
    /** @description The opportunities that an advertisement made. */
    AdvertisedIds: {
      /** @description One entry for each Test Spec; all have the same image unique id. */
      ids: components["schemas"]["AdvertisedId"][];
    };
    /** @description One opportunity and its image. */
    AdvertisedId: {
      /** @description The one that was sent with an image, else a new UUID. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
    };
    /** @description Event logs of a product. */
    EventLogList: {
      /** @description One log for each opportunity, oldest first. */
      event_logs: components["schemas"]["EventLog"][];
    };
    /** @description What has happened to one Test Opportunity. */
    EventLog: {
      /** @description A prefix of the normal flow, in its order; times never go back. */
      events: components["schemas"]["Events"];
      /** @description The first event's time. */
      queued_at: components["schemas"]["OffsetTime"];
      /** @description When the log last changed; not before the last event's time. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description Id of the product. */
      product_id: components["schemas"]["Uuid"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The types of the events, in the same order. */
      events_seen: components["schemas"]["EventsSeen"];
      /** @description Name of the Test Spec. */
      spec_name: components["schemas"]["Name"];
      /** @description The opportunity itself. */
      test_opportunity: components["schemas"]["LoggedOpportunity"];
    };
    /** @description Events of one opportunity, oldest first. */
    Events: components["schemas"]["Event"][];
    /** @description Types of events, in the order of the flow. */
    EventsSeen: components["schemas"]["EventType"][];
    /** @description One step of the flow; `event_type` says which fields are there. */
    Event:
      | components["schemas"]["QueuedForAgents"]
      | components["schemas"]["PickedByAgent"]
      | components["schemas"]["ResultPosted"]
      | components["schemas"]["ResultStored"];
    /** @description The opportunity waits for an agent. */
    QueuedForAgents: {
      /**
       * @description The kind of event.
       * @constant
       */
      event_type: "QUEUED_FOR_AGENTS";
      /** @description When it happened. */
      timestamp: components["schemas"]["OffsetTime"];
    };
    /** @description An agent has taken the opportunity. */
    PickedByAgent: {
      /**
       * @description The kind of event.
       * @constant
       */
      event_type: "PICKED_BY_AGENT";
      /** @description When it happened. */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The agent; with an underscore here, with a hyphen in results (C-3). */
      agent_id: components["schemas"]["Name"];
      /** @description The agent's platform; null where it named none. */
      platform: components["schemas"]["NullableName"];
      /** @description The agent's group; null where it named none. */
      agent_group: components["schemas"]["NullableName"];
    };
    /** @description The agent has posted a result. */
    ResultPosted: {
      /**
       * @description The kind of event.
       * @constant
       */
      event_type: "RESULT_POSTED";
      /** @description When it happened. */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The agent that holds the opportunity. */
      agent_id: components["schemas"]["Name"];
      /** @description The agent's platform; null where it named none. */
      platform: components["schemas"]["NullableName"];
      /** @description The agent's group; null where it named none. */
      agent_group: components["schemas"]["NullableName"];
      /** @description Id of the result. */
      result_id: components["schemas"]["Uuid"];
      /** @description The verdict. */
      test_status: components["schemas"]["TestStatus"];
    };
    /** @description The result is stored; from now on queries show it. */
    ResultStored: {
      /**
       * @description The kind of event.
       * @constant
       */
      event_type: "RESULT_STORED";
      /** @description When it happened, shortly after the post (30 ms in D 980-986). */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The same as in RESULT_POSTED. */
      result_id: components["schemas"]["Uuid"];
      /** @description The same as in RESULT_POSTED. */
      test_status: components["schemas"]["TestStatus"];
    };
    /** @description The opportunity as an event log shows it. */
    LoggedOpportunity: {
      /** @description Id of the opportunity. */
      id: components["schemas"]["Uuid"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description As it was sent with an image; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description As they were sent with an image; else empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The snap revision or the gold master's snaps; empty for an image. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description The channel that was advertised; null where none was. */
      channel: components["schemas"]["NullableChannel"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master the test starts from; null where there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The platform of the Test Spec; null for any. */
      platform: components["schemas"]["NullableName"];
    };
    /** @description Name of a snap, or null for none. */
    NullableSnapName: components["schemas"]["SnapName"] | null;
    /** @description Stored results of a product. */
    TestResultList: {
      /** @description The results, oldest first; empty where none matches. */
      test_results: components["schemas"]["TestResult"][];
    };
    /** @description What the tests of one opportunity found. */
    TestResult: {
      /** @description Id of the result. */
      id: components["schemas"]["Uuid"];
      /** @description The verdict. */
      test_status: components["schemas"]["TestStatus"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The agent; with a hyphen here, with an underscore in events (C-3). */
      "agent-id": components["schemas"]["Name"];
      /** @description What the agent posted, as it was. */
      result_payload: components["schemas"]["ResultPayload"];
      /** @description Revision of the agent's software, a string such as `"197"`; null where the agent named none. */
      agent_revno: components["schemas"]["NullableName"];
      /** @description As it was sent with an image; null for a snap revision or a gold master (C-5). */
      image_reference: components["schemas"]["Json"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master the test started from; null where there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The platform that was tested; null where neither the Test Spec nor the agent named one. */
      platform: components["schemas"]["NullableName"];
      /** @description As they were sent with an image; else empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The Test Spec as it was, also when it has been deleted since. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description What the agent reported of itself; null where it reported nothing. */
      agent: components["schemas"]["NullableAgentReport"];
    };
    /** @description An object of any content, such as the Provisioning Kit's `output`, `log`, `summary`, `results`. */
    ResultPayload: {
      [key: string]: components["schemas"]["Json"];
    };
    /** @description What an agent reports of its own work. */
    AgentReport: {
      /** @description When each of its steps took place. */
      timing: components["schemas"]["AgentTiming"];
    };
    /** @description An agent's report, or null for none. */
    NullableAgentReport: components["schemas"]["AgentReport"] | null;
    /** @description Names of steps and their times, UTC without an offset. Agents may name steps of their own. */
    AgentTiming: {
      /** @description When the setup began. */
      setup_start?: components["schemas"]["NaiveTime"];
    } & {
      [key: string]: components["schemas"]["NaiveTime"];
    };
    /** @description What an agent says of itself when it asks for work. */
    PickRequest: {
      /**
       * @description The agent's platform, such as `amd64`; without one it gets only opportunities for any platform.
       * @default null
       */
      platform?: components["schemas"]["NullableName"];
      /**
       * @description The agent's group; shown in events, of no other effect.
       * @default null
       */
      agent_group?: components["schemas"]["NullableName"];
      /**
       * @description Revision of the agent's software, a string; shown in the result where the post has none.
       * @default null
       */
      agent_revno?: components["schemas"]["NullableName"];
    };
    /** @description One unit of work for an agent (D 7-25). */
    TestOpportunity: {
      /** @description Id of the opportunity, to post the result to. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description Id of the product. */
      product_id: components["schemas"]["Uuid"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description As it was sent with an image, for the kit to interpret; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description As they were sent with an image; else empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The snap revision or the gold master's snaps; empty for an image. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description The channel that was advertised; null where none was. */
      channel: components["schemas"]["NullableChannel"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master to start from; null where there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The platform it needs; null for any. */
      platform: components["schemas"]["NullableName"];
      /** @description The Test Spec it was made of. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description The Test Spec's payload once more, where a kit looks for it. */
      test_payload: components["schemas"]["Json"];
      /** @description When it was queued. */
      queued_at: components["schemas"]["OffsetTime"];
    };
    /** @description What an agent sends when it is done. */
    ResultPost: {
      /** @description The agent that picked the opportunity; any other is a conflict. */
      agent_id: components["schemas"]["Name"];
      /** @description The verdict. */
      test_status: components["schemas"]["TestStatus"];
      /** @description What the kit left in its result file. */
      result_payload: components["schemas"]["ResultPayload"];
      /**
       * @description Revision of the agent's software, a string.
       * @default null
       */
      agent_revno?: components["schemas"]["NullableName"];
      /**
       * @description What the agent reports of its own work.
       * @default null
       */
      agent?: components["schemas"]["NullableAgentReport"];
    };
    /** @description Says that a result was taken. */
    ResultReceipt: {
      /** @description Id of the result, as events and results show it. */
      result_id: components["schemas"]["Uuid"];
    };
    /** @description An image that is made known to an organization. */
    LegacyImageAdvertisement: {
      /** @description Opaque; the lab's Provisioning Kit interprets it. Any JSON, null too. */
      image_reference: components["schemas"]["Json"];
      /** @description The client's id of the image, used to query for results. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Every Test Spec of this image name makes an opportunity. */
      image_name: components["schemas"]["ImageName"];
      /**
       * @description "NOT IMPLEMENTED YET" in the docs: taken and ignored.
       * @default []
       */
      upgrade_snaps?: components["schemas"]["Json"][];
    };
    /** @description A snap revision that is made known to an organization. */
    LegacySnapAdvertisement: {
      /** @description Name of the snap package. */
      name: components["schemas"]["SnapName"];
      /** @description Revision number in the store. */
      revision: components["schemas"]["Revision"];
    };
    /** @description The opportunities that a legacy image made. */
    LegacyAdvertisedIds: {
      /** @description Ids of the opportunities, one for each Test Spec. */
      ids: components["schemas"]["Uuid"][];
    };
    /** @description Event logs of an organization. */
    LegacyEventLogList: {
      /** @description One log for each opportunity, oldest first. */
      event_logs: components["schemas"]["LegacyEventLog"][];
    };
    /** @description What has happened to one Test Opportunity, in the older form. */
    LegacyEventLog: {
      /** @description The organization that asked. */
      organization_id: components["schemas"]["Name"];
      /** @description Name of the image; null where no legacy image made the opportunity. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description The first event's time. */
      queued_at: components["schemas"]["OffsetTime"];
      /** @description When the log last changed; not before the last event's time. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The types of the events, in the same order. */
      events_seen: components["schemas"]["EventsSeen"];
      /** @description A prefix of the normal flow, in its order; times never go back. */
      events: components["schemas"]["Events"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description Name of the Test Spec. */
      spec_name: components["schemas"]["Name"];
      /** @description The opportunity itself; the docs cut it off. */
      test_opportunity: components["schemas"]["LoggedOpportunity"];
    };
    /** @description Stored results of an organization. */
    LegacyTestResultList: {
      /** @description The results, oldest first; empty where none matches. */
      test_results: components["schemas"]["LegacyTestResult"][];
    };
    /** @description What the tests of one opportunity found, in the older form. */
    LegacyTestResult: {
      /** @description The Test Spec as it was, also when it has been deleted since. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description The verdict. */
      test_status: components["schemas"]["TestStatus"];
      /** @description The platform that was tested; null where neither the Test Spec nor the agent named one. */
      platform: components["schemas"]["NullableName"];
      /** @description The organization that asked. */
      organization_id: components["schemas"]["Name"];
      /** @description Name of the image; null where no legacy image made the opportunity. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description Undescribed in the docs; empty for a legacy image. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description As it was sent with an image; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description What the agent reported of itself; null where it reported nothing. */
      agent: components["schemas"]["NullableAgentReport"];
      /** @description Id of the result. */
      id: components["schemas"]["Uuid"];
      /** @description The agent; with a hyphen here, with an underscore in events (C-3). */
      "agent-id": components["schemas"]["Name"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description What the agent posted, as it was. */
      result_payload: components["schemas"]["ResultPayload"];
    };
    /** @description Who asks for credentials. */
    TokenRequest: {
      /** @description The account's e-mail address. Unknown with this password is 401 INVALID_CREDENTIALS. */
      email: string;
      /** @description The account's password. */
      password: string;
      /** @description Name of the token; one that the account has already gives that token. */
      token_name: components["schemas"]["Name"];
      /** @description One-time password, where the account has a second factor. A wrong one is 403 TWOFACTOR_FAILURE. */
      otp?: string;
    };
    /** @description OAuth 1.0a credentials of an account. */
    Token: {
      /** @description Stands for the account; `oauth_consumer_key`. */
      consumer_key: string;
      /** @description First half of the signing key. */
      consumer_secret: string;
      /** @description Stands for the token; `oauth_token`. */
      token_key: string;
      /** @description Second half of the signing key. */
      token_secret: string;
      /** @description Name of the token, as it was asked for. */
      token_name: components["schemas"]["Name"];
      /** @description When the token was made, UTC without an offset. */
      date_created: components["schemas"]["NaiveTime"];
      /** @description When it last changed, UTC without an offset. */
      date_updated: components["schemas"]["NaiveTime"];
      /** @description The token's path on the SSO server. Nothing is served there. */
      href: string;
    };
    /** @description Why Ubuntu SSO refused. */
    SsoError: {
      /**
       * @description The reason, for programs.
       * @enum {string}
       */
      code:
        | "INVALID_DATA"
        | "INVALID_CREDENTIALS"
        | "TWOFACTOR_REQUIRED"
        | "TWOFACTOR_FAILURE"
        | "ACCOUNT_SUSPENDED"
        | "ACCOUNT_DEACTIVATED"
        | "EMAIL_INVALIDATED";
      /** @description The reason, for people. */
      message: string;
      /** @description For INVALID_DATA each field that was refused and why; else empty. */
      extra: {
        [key: string]: string;
      };
    };
    /** @description Why a request was refused. */
    Error: {
      /**
       * @description The reason, for programs. Only `resource-not-found` is documented; the rest is A-01.
       * @enum {string}
       */
      id:
        | "invalid-data"
        | "unauthorized"
        | "forbidden"
        | "resource-not-found"
        | "method-not-allowed"
        | "conflict"
        | "payload-too-large"
        | "unsupported-media-type"
        | "too-many-requests"
        | "internal-error"
        | "not-implemented"
        | "service-unavailable";
      /** @description The reason, for people; may be empty (L 851). */
      message: string;
      /** @description Always null. */
      url: null;
    };
  };
  responses: {
    /** @description The results. */
    TestResults: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["TestResultList"];
      };
    };
    /** @description The request breaks the contract: a field, parameter or body that is missing, unknown, out of bounds, or JSON that cannot be kept exactly. The message names it. */
    InvalidData: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description No credentials, unknown ones, a wrong signature, a nonce used before or a timestamp too far off. */
    Unauthorized: {
      headers: {
        "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description There is no such thing, or it is another account's, which looks the same. Also for a path that is none. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description There is no such product, or it has no Test Spec. */
    NothingToTest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The product does not reference the snap (message empty: A-10), has no Test Spec, or does not exist. */
    SnapNotMatched: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description No Test Spec of the organization has this image name (L 753); or there is no such organization. */
    LegacyNoTestSpec: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description No product of the organization references the snap (L 847; message empty); or none that does has a Test Spec; or there is no such organization. */
    LegacySnapNotMatched: {
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
    /** @description The agent does not hold the opportunity, or a different result is there. The message names state and holder. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The body is longer than this operation takes, 1 MiB, or 16 MiB for a result. */
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
    /** @description The caller asks too often. Wait `Retry-After` seconds. */
    TooManyRequests: {
      headers: {
        "Retry-After": components["headers"]["RetryAfter"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description An error of the service itself. */
    InternalError: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description A temporary error of the service. Wait `Retry-After` seconds and send the request again; wait longer each time (D 138). */
    ServiceUnavailable: {
      headers: {
        "Retry-After": components["headers"]["RetryAfter"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description A field is missing, unknown or malformed; `extra` says which and why. Also for a body that is too long, is no JSON or has another content type. */
    SsoInvalidData: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["SsoError"];
      };
    };
    /** @description The e-mail address or the password is wrong, or a one-time password is needed. */
    SsoUnauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["SsoError"];
      };
    };
    /** @description The one-time password is wrong, or the account may not log in. */
    SsoForbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["SsoError"];
      };
    };
  };
  parameters: {
    /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
    ProductId: components["schemas"]["Uuid"];
    /** @description Id of a Test Spec of the product. Not a UUID is 400; an unknown or deleted one is 404. */
    TestSpecId: components["schemas"]["Uuid"];
    /** @description Id of the Test Opportunity that the agent holds. Not a UUID is 400; an unknown one is 404. */
    TestOpportunityId: components["schemas"]["Uuid"];
    /** @description The name that the agent gives itself. Agents are not registered. */
    AgentId: components["schemas"]["Name"];
    /** @description Name of an organization of the caller's account. One that is not is 404. */
    OrgId: components["schemas"]["Name"];
    /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
    TestOpportunityIdFilter: components["schemas"]["Uuid"];
    /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
    ImageUniqueIdFilter: components["schemas"]["ImageUniqueId"];
    /** @description Only results stored at this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
    StoredFrom: components["schemas"]["DateFilter"];
    /** @description Only results stored before this time. Forms and errors as for `start_date`. */
    StoredBefore: components["schemas"]["DateFilter"];
    /** @description Only logs whose `queued_at` is this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
    QueuedFrom: components["schemas"]["DateFilter"];
    /** @description Only logs whose `queued_at` is before this time. Forms and errors as for `start_date`. */
    QueuedBefore: components["schemas"]["DateFilter"];
  };
  requestBodies: never;
  headers: {
    /** @description How to authenticate. */
    WwwAuthenticate: 'OAuth realm="API"';
    /** @description Seconds to wait before the request is sent again, a whole number. Wait longer each time (D 138). */
    RetryAfter: number;
    /** @description The methods that this path has, separated by commas. */
    Allow: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listProducts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The products; an empty list where there are none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ProductList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  createProduct: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The product's name, release and snaps. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ProductInput"];
      };
    };
    responses: {
      /** @description The product that was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Product"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getProduct: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The product. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Product"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  updateProduct: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description All three fields; there is no partial update. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ProductInput"];
      };
    };
    responses: {
      /** @description The product as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Product"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  deleteProduct: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
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
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listTestSpecs: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Test Specs; an empty list where there are none. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestSpecList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  createTestSpec: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description The tests and whom they are for. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["TestSpecInput"];
      };
    };
    responses: {
      /** @description The Test Spec that was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestSpec"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  getTestSpec: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. Not a UUID is 400; an unknown or deleted one is 404. */
        test_spec_id: components["parameters"]["TestSpecId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Test Spec. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestSpec"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  deleteTestSpec: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. Not a UUID is 400; an unknown or deleted one is 404. */
        test_spec_id: components["parameters"]["TestSpecId"];
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
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  advertiseImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description What the image is and where the lab finds it. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ImageAdvertisement"];
      };
    };
    responses: {
      /** @description The opportunities that were made, with the image's unique id (D 742). */
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
      404: components["responses"]["NothingToTest"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  advertiseSnap: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description A snap revision (D 809-813), or a gold master (D 869-887). */
    requestBody: {
      content: {
        "application/json":
          components["schemas"]["SnapAdvertisement"] | components["schemas"]["GoldMasterAdvertisement"];
      };
    };
    responses: {
      /** @description The opportunities that were made, all with one new image unique id (D 816). */
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
      404: components["responses"]["SnapNotMatched"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  advertiseGoldMaster: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description The snaps of the image, in order, and its channel. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["GoldMasterAdvertisement"];
      };
    };
    responses: {
      /** @description The opportunities that were made, all with one new image unique id (D 865). */
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
      404: components["responses"]["NothingToTest"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listTestEvents: {
    parameters: {
      query?: {
        /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
        /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only logs whose `queued_at` is this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["QueuedFrom"];
        /** @description Only logs whose `queued_at` is before this time. Forms and errors as for `start_date`. */
        end_date?: components["parameters"]["QueuedBefore"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event logs. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["EventLogList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listTestResults: {
    parameters: {
      query?: {
        /** @description Only results stored at this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Forms and errors as for `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: components["responses"]["TestResults"];
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  listTestResultsAlias: {
    parameters: {
      query?: {
        /** @description Only results stored at this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Forms and errors as for `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. Not a UUID is 400; an unknown one is 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: components["responses"]["TestResults"];
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  pickTestOpportunity: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The name that the agent gives itself. Agents are not registered. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    /** @description What the agent says of itself; `{}` where it has nothing to say. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PickRequest"];
      };
    };
    responses: {
      /** @description The opportunity; it is this agent's now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestOpportunity"];
        };
      };
      /** @description Nothing fits now; ask again later. No body. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  postTestResult: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the Test Opportunity that the agent holds. Not a UUID is 400; an unknown one is 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /** @description The verdict and whatever the Provisioning Kit left. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ResultPost"];
      };
    };
    responses: {
      /** @description This very result was posted before; nothing has changed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ResultReceipt"];
        };
      };
      /** @description The result was taken; it shows to clients once it is stored. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ResultReceipt"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      409: components["responses"]["Conflict"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  legacyAdvertiseImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /** @description What the image is and where the lab finds it. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["LegacyImageAdvertisement"];
      };
    };
    responses: {
      /** @description The ids of the opportunities that were made (L 751). */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["LegacyAdvertisedIds"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["LegacyNoTestSpec"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  legacyAdvertiseSnap: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /** @description The snap and its revision. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["LegacySnapAdvertisement"];
      };
    };
    responses: {
      /** @description The opportunities that were made, with image unique ids (L 845). */
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
      404: components["responses"]["LegacySnapNotMatched"];
      413: components["responses"]["PayloadTooLarge"];
      415: components["responses"]["UnsupportedMediaType"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  legacyListTestEvents: {
    parameters: {
      query?: {
        /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
        /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only logs whose `queued_at` is this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["QueuedFrom"];
        /** @description Only logs whose `queued_at` is before this time. Forms and errors as for `start_date`. */
        end_date?: components["parameters"]["QueuedBefore"];
      };
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event logs, in their older form. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["LegacyEventLogList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  legacyListTestResults: {
    parameters: {
      query?: {
        /** @description Only results stored at this time or later. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date, each with `Z`, an offset or neither; neither means UTC. Anything else is 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Forms and errors as for `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only what belongs to this image. Documented for results (D 717); for events A-23. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only what belongs to this Test Opportunity. Not a UUID is 400; an unknown one matches nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. One that is not is 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The results, in their older form. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["LegacyTestResultList"];
        };
      };
      400: components["responses"]["InvalidData"];
      401: components["responses"]["Unauthorized"];
      404: components["responses"]["NotFound"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
  createToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description Who asks, and the name of the token. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["TokenRequest"];
      };
    };
    responses: {
      /** @description The account's token of that name, which was there before. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Token"];
        };
      };
      /** @description A new token. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Token"];
        };
      };
      400: components["responses"]["SsoInvalidData"];
      401: components["responses"]["SsoUnauthorized"];
      403: components["responses"]["SsoForbidden"];
      429: components["responses"]["TooManyRequests"];
      500: components["responses"]["InternalError"];
      503: components["responses"]["ServiceUnavailable"];
    };
  };
}
