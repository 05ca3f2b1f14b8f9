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
     * @description All products of the caller's account, oldest first. Other accounts' products are not listed (A-06). Errors: only the common ones.
     */
    get: operations["listProducts"];
    put?: never;
    /**
     * Create a product
     * @description Creates a product in the caller's account. Errors: 400 if a field is missing, unknown or out of bounds.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Read a product
     * @description Returns one product. Errors: 404 if it does not exist or belongs to another account.
     */
    get: operations["getProduct"];
    /**
     * Replace a product
     * @description Replaces name, release and snaps; `id` and `created_at` stay. Existing opportunities do not change. Errors: 404 if the product does not exist; 400 if a field is missing, unknown or out of bounds.
     */
    put: operations["updateProduct"];
    post?: never;
    /**
     * Delete a product
     * @description Deletes the product with its Test Specs, Test Opportunities and results. Errors: 404 if the product does not exist or was already deleted.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * List a product's Test Specs
     * @description All Test Specs of the product, without deleted ones, oldest first. Errors: 404 if the product does not exist.
     */
    get: operations["listTestSpecs"];
    put?: never;
    /**
     * Create a Test Spec
     * @description Adds a Test Spec to the product. Every later trigger creates an opportunity for it. Errors: 404 if the product does not exist; 400 if a field is missing, unknown or out of bounds.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. If it is not a UUID: 400. Unknown or deleted: 404. */
        test_spec_id: components["parameters"]["TestSpecId"];
      };
      cookie?: never;
    };
    /**
     * Read a Test Spec
     * @description Returns one Test Spec of the product. Errors: 404 if the product or the Test Spec does not exist, or was deleted.
     */
    get: operations["getTestSpec"];
    put?: never;
    post?: never;
    /**
     * Delete a Test Spec
     * @description Later triggers create no opportunities for this Test Spec. Existing opportunities continue, and results still show it. Errors: 404 if the product or the Test Spec does not exist, or was already deleted.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise an image
     * @description Creates one Test Opportunity for each Test Spec of the product, all with the given `image_unique_id` (D 748, 760). Errors: 404 if the product does not exist or has no Test Spec; 400 if a field is missing, unknown or out of bounds.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a snap revision
     * @description Creates one Test Opportunity for each Test Spec of the product, all with one new `image_unique_id` (D 832). The product must reference the snap (D 777-779). The base is the product's last gold master (A-13); a revision that is advertised again keeps its first base (D 773-775, A-12). This path also accepts a gold master's body, because the documents' example posts one to it (C-2); the effect is that of `advertiseGoldMaster`. Errors: 404 with an empty message if the product does not reference the snap (A-10), with a message if it has no Test Spec (A-11) or does not exist; 400 if the body has neither form.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a gold master
     * @description Creates one Test Opportunity for each Test Spec of the product, all with one new `image_unique_id`. The gold master becomes the base of the product's later snap revisions. Errors: 404 if the product does not exist or has no Test Spec; 400 if a field is missing, unknown or out of bounds.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * List test events
     * @description Lists one event log for each Test Opportunity of the product, oldest first, including those of the legacy API. Filters are combined with AND; without filters, all logs are listed. An opportunity that no agent picks stays queued; one whose agent dies stays picked. If nothing matches, the list is empty. Errors: 404 if the product does not exist; 400 if a filter is invalid.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Query test results
     * @description Lists the product's stored results, oldest first, including those of the legacy API. Filters are combined with AND; without filters, all results are listed. A result is listed from RESULT_STORED on. If nothing matches, the list is empty and the status 200. Errors: 404 if the product does not exist; 400 if a filter is invalid.
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /**
     * Query test results (path of the documents' example)
     * @description Same as `listTestResults`, at the other documented path (C-1). Errors: 404 if the product does not exist; 400 if a filter is invalid.
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
        /** @description The agent's own name. Agents are not registered. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pick a Test Opportunity
     * @description Assigns the oldest matching queued opportunity to this agent, exclusively. An opportunity with a platform goes only to an agent of that platform, one without a platform to any agent, in both cases only to agents of the account that owns the product. The agent holds it until it posts a result; there is no lease. Errors: 400 if a field is unknown or out of bounds.
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
        /** @description Id of the Test Opportunity that the agent holds. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Post a test result
     * @description Posts the result of an opportunity that this agent holds. Retries are safe: posting the same result again returns the same id and adds no events. Errors: 404 if the opportunity does not exist; 409, naming state and holder, if the agent does not hold it or it already has a different result; 413 above 16 MiB.
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
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise an image to an organization
     * @deprecated
     * @description Creates one Test Opportunity for each Test Spec of the organization with this `image_name` (L 708-713), all with the given `image_unique_id`. Errors: 404 if no Test Spec has the image name (the message names it), or if the organization does not belong to the caller's account; 400 if a field is missing, unknown or out of bounds.
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
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Advertise a snap revision to an organization
     * @deprecated
     * @description Creates one Test Opportunity for each Test Spec of the organization's products that reference the snap (L 788-790). Errors: 404 with an empty message if no product references the snap; 404 with a message if none of those products has a Test Spec, or if the organization does not belong to the caller's account; 400 if a field is missing, unknown or out of bounds.
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
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /**
     * List an organization's test events
     * @deprecated
     * @description Lists one event log for each Test Opportunity of the account, oldest first. Filters are combined with AND; without filters, all logs are listed. If nothing matches, the list is empty. Errors: 404 if the organization does not belong to the caller's account; 400 if a filter is invalid.
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
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    /**
     * Query an organization's test results
     * @deprecated
     * @description Lists the account's stored results, oldest first. Filters are combined with AND; without filters, all results are listed. Clients poll with `image_unique_id` until the list is not empty (P). Errors: 404 if the organization does not belong to the caller's account; 400 if a filter is invalid.
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
     * @description Ubuntu SSO's endpoint: returns OAuth credentials for an account's e-mail address and password. The request is not signed. For a token name that the account has used before, it returns that token, with status 200. Errors have SSO's own form: 400 INVALID_DATA (also for a body that is too long, is not JSON or has another content type: A-33), 401 INVALID_CREDENTIALS and TWOFACTOR_REQUIRED, 403 TWOFACTOR_FAILURE, ACCOUNT_SUSPENDED, ACCOUNT_DEACTIVATED and EMAIL_INVALIDATED.
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
     * @description A UUID. Accepted in either case, sent in lower case.
     */
    Uuid: string;
    /** @description A name, 1-200 characters, without control characters. */
    Name: string;
    /** @description A name, 1-200 characters, without control characters, or null. */
    NullableName: components["schemas"]["Name"] | null;
    /** @description Name of a snap, `package.developer` (D 810, 874), at most 200 characters (D 792). */
    SnapName: components["schemas"]["Name"];
    /** @description Identifies an image in queries, 1-36 characters (D 718), without control characters. Given by the client for an image; a new UUID for a snap revision or a gold master. */
    ImageUniqueId: string;
    /** @description Image name of the legacy API: selects the Test Specs of an advertised image. At most 200 characters (L 708-713). */
    ImageName: string;
    /** @description An image name, or null. */
    NullableImageName: components["schemas"]["ImageName"] | null;
    /**
     * @description A store channel. Unknown channels are refused. The documents show edge and stable.
     * @enum {string}
     */
    Channel: "edge" | "beta" | "candidate" | "stable";
    /** @description A store channel, or null. */
    NullableChannel: components["schemas"]["Channel"] | null;
    /** @description Any JSON value, including null. Opaque: the service stores it unchanged. */
    Json: unknown;
    /** @description Not described in the documents (D 721); passed through unchanged. */
    ExtraSnaps: components["schemas"]["Json"][];
    /**
     * Format: naive-microseconds
     * @description UTC with microseconds, without an offset, such as `2016-01-04T17:34:39.093142` (D 258).
     */
    NaiveTime: string;
    /**
     * Format: offset-microseconds
     * @description UTC with microseconds and offset, such as `2016-01-04T16:58:28.805000+00:00` (D 964).
     */
    OffsetTime: string;
    /** @description A date, or a date and time, in one of the forms listed at the parameter. */
    DateFilter: string;
    /**
     * @description `PASSED`; `FAILED` when a test failed; `ERROR` when provisioning failed. Clients treat everything except PASSED as a failure.
     * @enum {string}
     */
    TestStatus: "PASSED" | "FAILED" | "ERROR";
    /**
     * @description The events of the normal flow, in order (D 905-907).
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
    /** @description A snap's revision number in the store (D 793), at most 9007199254740991 (2^53 - 1). */
    Revision: number;
    /** @description The body to create or replace a product. */
    ProductInput: {
      /** @description Name of the product; does not have to be unique. */
      name: components["schemas"]["Name"];
      /** @description The release that the product is built on, such as `15.04-core`. */
      release: components["schemas"]["Name"];
      /** @description The snaps that define the product, without duplicates; may be empty for image-based workflows. */
      snaps: components["schemas"]["ProductSnaps"];
    };
    /** @description Names of snaps, without duplicates. */
    ProductSnaps: components["schemas"]["SnapName"][];
    /** @description What a customer ships, defined by its snaps (D 7-25). */
    Product: {
      /** @description Id of the product. */
      id: components["schemas"]["Uuid"];
      /** @description Name of the product. */
      name: components["schemas"]["Name"];
      /** @description The release that the product is built on. */
      release: components["schemas"]["Name"];
      /** @description The snaps that define the product. */
      snaps: components["schemas"]["ProductSnaps"];
      /** @description Creation time, UTC without an offset. */
      created_at: components["schemas"]["NaiveTime"];
    };
    /** @description The account's products. */
    ProductList: {
      /** @description The products, oldest first. */
      products: components["schemas"]["Product"][];
    };
    /** @description The body to create a Test Spec. */
    TestSpecInput: {
      /** @description Name of the Test Spec; events show it as `spec_name`. */
      name: components["schemas"]["Name"];
      /**
       * @description Only agents of this platform get the opportunities. null: any agent.
       * @default null
       */
      platform?: components["schemas"]["NullableName"];
      /**
       * @description Legacy images of this name create opportunities for this Test Spec. null: none do.
       * @default null
       */
      image_name?: components["schemas"]["NullableImageName"];
      /**
       * @description Data for the Provisioning Kit, such as `{"test_cmds"}`, or a string, which may contain JSON.
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
      /** @description The platform; null: any. */
      platform: components["schemas"]["NullableName"];
      /** @description The legacy image name; null: none. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description Data for the Provisioning Kit, unchanged. */
      test_payload: components["schemas"]["Json"];
      /** @description Creation time, UTC without an offset. */
      created_at: components["schemas"]["NaiveTime"];
    };
    /** @description A product's Test Specs. */
    TestSpecList: {
      /** @description The Test Specs, oldest first. */
      test_specs: components["schemas"]["TestSpec"][];
    };
    /** @description An image to advertise. */
    ImageAdvertisement: {
      /** @description The client's id of the image, used to query for results. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Opaque; the lab's Provisioning Kit interprets it. Not necessarily a URL to a binary. May be null (C-5). */
      image_reference: components["schemas"]["Json"];
      /**
       * @description Not described in the documents; passed on to the opportunity unchanged.
       * @default null
       */
      channel?: components["schemas"]["NullableChannel"];
      /**
       * @description Not described in the documents; passed on to the opportunity unchanged.
       * @default []
       */
      extra_snaps?: components["schemas"]["ExtraSnaps"];
    };
    /** @description A snap revision to advertise. */
    SnapAdvertisement: {
      /** @description Name of the snap package. */
      name: components["schemas"]["SnapName"];
      /** @description The new revision. */
      revision: components["schemas"]["Revision"];
      /** @description The channel of the revision. */
      channel: components["schemas"]["Channel"];
    };
    /** @description A gold master image to advertise. */
    GoldMasterAdvertisement: {
      /** @description The snaps of the image, at least one; the last is the primary one. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description The channel of the gold master. */
      channel: components["schemas"]["Channel"];
    };
    /** @description The opportunities that an advertisement created. */
    AdvertisedIds: {
      /** @description One entry for each Test Spec, all with the same image unique id. */
      ids: components["schemas"]["AdvertisedId"][];
    };
    /** @description One opportunity and its image. */
    AdvertisedId: {
      /** @description The given one for an image, otherwise a new UUID. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
    };
    /** @description Event logs of a product. */
    EventLogList: {
      /** @description One log for each opportunity, oldest first. */
      event_logs: components["schemas"]["EventLog"][];
    };
    /** @description The events of one Test Opportunity. */
    EventLog: {
      /** @description The first events of the normal flow, in order; times never decrease. */
      events: components["schemas"]["Events"];
      /** @description Time of the first event. */
      queued_at: components["schemas"]["OffsetTime"];
      /** @description When the log last changed; not earlier than its last event. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description Id of the product. */
      product_id: components["schemas"]["Uuid"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The types of the events, in order. */
      events_seen: components["schemas"]["EventsSeen"];
      /** @description Name of the Test Spec. */
      spec_name: components["schemas"]["Name"];
      /** @description The opportunity. */
      test_opportunity: components["schemas"]["LoggedOpportunity"];
    };
    /** @description Events of one opportunity, oldest first. */
    Events: components["schemas"]["Event"][];
    /** @description Event types, in the order of the flow. */
    EventsSeen: components["schemas"]["EventType"][];
    /** @description One event; `event_type` determines the fields. */
    Event:
      | components["schemas"]["QueuedForAgents"]
      | components["schemas"]["PickedByAgent"]
      | components["schemas"]["ResultPosted"]
      | components["schemas"]["ResultStored"];
    /** @description The opportunity waits for an agent. */
    QueuedForAgents: {
      /**
       * @description The event type.
       * @constant
       */
      event_type: "QUEUED_FOR_AGENTS";
      /** @description Time of the event. */
      timestamp: components["schemas"]["OffsetTime"];
    };
    /** @description An agent has taken the opportunity. */
    PickedByAgent: {
      /**
       * @description The event type.
       * @constant
       */
      event_type: "PICKED_BY_AGENT";
      /** @description Time of the event. */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The agent. Spelled with an underscore here, with a hyphen in results (C-3). */
      agent_id: components["schemas"]["Name"];
      /** @description The agent's platform; null if it gave none. */
      platform: components["schemas"]["NullableName"];
      /** @description The agent's group; null if it gave none. */
      agent_group: components["schemas"]["NullableName"];
    };
    /** @description The agent has posted a result. */
    ResultPosted: {
      /**
       * @description The event type.
       * @constant
       */
      event_type: "RESULT_POSTED";
      /** @description Time of the event. */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The agent that holds the opportunity. */
      agent_id: components["schemas"]["Name"];
      /** @description The agent's platform; null if it gave none. */
      platform: components["schemas"]["NullableName"];
      /** @description The agent's group; null if it gave none. */
      agent_group: components["schemas"]["NullableName"];
      /** @description Id of the result. */
      result_id: components["schemas"]["Uuid"];
      /** @description The test status. */
      test_status: components["schemas"]["TestStatus"];
    };
    /** @description The result is stored; from now on queries list it. */
    ResultStored: {
      /**
       * @description The event type.
       * @constant
       */
      event_type: "RESULT_STORED";
      /** @description Time of the event, shortly after the post (30 ms in D 980-986). */
      timestamp: components["schemas"]["OffsetTime"];
      /** @description The same as in RESULT_POSTED. */
      result_id: components["schemas"]["Uuid"];
      /** @description The same as in RESULT_POSTED. */
      test_status: components["schemas"]["TestStatus"];
    };
    /** @description The opportunity as shown in an event log. */
    LoggedOpportunity: {
      /** @description Id of the opportunity. */
      id: components["schemas"]["Uuid"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description As sent with an image; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description As sent with an image; otherwise empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The snap revision or the gold master's snaps; empty for an image. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description The advertised channel; null if there is none. */
      channel: components["schemas"]["NullableChannel"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master that the test starts from; null if there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The platform of the Test Spec; null: any. */
      platform: components["schemas"]["NullableName"];
    };
    /** @description Name of a snap, or null. */
    NullableSnapName: components["schemas"]["SnapName"] | null;
    /** @description Stored results of a product. */
    TestResultList: {
      /** @description The results, oldest first; empty if none matches. */
      test_results: components["schemas"]["TestResult"][];
    };
    /** @description The test result of one opportunity. */
    TestResult: {
      /** @description Id of the result. */
      id: components["schemas"]["Uuid"];
      /** @description The test status. */
      test_status: components["schemas"]["TestStatus"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The agent. Spelled with a hyphen here, with an underscore in events (C-3). */
      "agent-id": components["schemas"]["Name"];
      /** @description The agent's payload, unchanged. */
      result_payload: components["schemas"]["ResultPayload"];
      /** @description Revision of the agent's software, a string such as `"197"`; null if the agent gave none. */
      agent_revno: components["schemas"]["NullableName"];
      /** @description As sent with an image; null for a snap revision or a gold master (C-5). */
      image_reference: components["schemas"]["Json"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master that the test started from; null if there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The tested platform; null if neither the Test Spec nor the agent gave one. */
      platform: components["schemas"]["NullableName"];
      /** @description As sent with an image; otherwise empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The Test Spec at the time of the trigger, even if it has been deleted since. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description The agent's report; null if it sent none. */
      agent: components["schemas"]["NullableAgentReport"];
    };
    /** @description Any JSON object, for example with the Provisioning Kit's `output`, `log`, `summary`, `results`. */
    ResultPayload: {
      [key: string]: components["schemas"]["Json"];
    };
    /** @description An agent's report about its work. */
    AgentReport: {
      /** @description The times of the agent's steps. */
      timing: components["schemas"]["AgentTiming"];
    };
    /** @description An agent's report, or null. */
    NullableAgentReport: components["schemas"]["AgentReport"] | null;
    /** @description Times of steps by name, UTC without an offset. Agents may add their own steps. */
    AgentTiming: {
      /** @description Start of the setup. */
      setup_start?: components["schemas"]["NaiveTime"];
    } & {
      [key: string]: components["schemas"]["NaiveTime"];
    };
    /** @description An agent's description of itself, sent when it asks for work. */
    PickRequest: {
      /**
       * @description The agent's platform, such as `amd64`. Without a platform, the agent gets only opportunities for any platform.
       * @default null
       */
      platform?: components["schemas"]["NullableName"];
      /**
       * @description The agent's group. Shown in events, no other effect.
       * @default null
       */
      agent_group?: components["schemas"]["NullableName"];
      /**
       * @description Revision of the agent's software, a string. Used in the result if the post has none.
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
      /** @description As sent with an image, for the kit; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description As sent with an image; otherwise empty. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description The snap revision or the gold master's snaps; empty for an image. */
      snaps: components["schemas"]["SnapRevision"][];
      /** @description The advertised channel; null if there is none. */
      channel: components["schemas"]["NullableChannel"];
      /** @description The advertised snap, or the last of the gold master; null for an image. */
      primary_snap_name: components["schemas"]["NullableSnapName"];
      /** @description Channel of the gold master to start from; null if there is none. */
      base_channel: components["schemas"]["NullableChannel"];
      /** @description Channel of the snap revision; null for a gold master or an image. */
      update_channel: components["schemas"]["NullableChannel"];
      /** @description The required platform; null: any. */
      platform: components["schemas"]["NullableName"];
      /** @description The Test Spec of the opportunity. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description The Test Spec's payload, repeated where kits expect it. */
      test_payload: components["schemas"]["Json"];
      /** @description Time at which the opportunity was queued. */
      queued_at: components["schemas"]["OffsetTime"];
    };
    /** @description The body to post a result. */
    ResultPost: {
      /** @description The agent that picked the opportunity. Other agents get 409. */
      agent_id: components["schemas"]["Name"];
      /** @description The test status. */
      test_status: components["schemas"]["TestStatus"];
      /** @description The content of the kit's result file. */
      result_payload: components["schemas"]["ResultPayload"];
      /**
       * @description Revision of the agent's software, a string.
       * @default null
       */
      agent_revno?: components["schemas"]["NullableName"];
      /**
       * @description The agent's report about its work.
       * @default null
       */
      agent?: components["schemas"]["NullableAgentReport"];
    };
    /** @description Receipt for a result. */
    ResultReceipt: {
      /** @description Id of the result, as in events and results. */
      result_id: components["schemas"]["Uuid"];
    };
    /** @description An image to advertise to an organization. */
    LegacyImageAdvertisement: {
      /** @description Any JSON, including null. Opaque; the lab's Provisioning Kit interprets it. */
      image_reference: components["schemas"]["Json"];
      /** @description The client's id of the image, used to query for results. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Each Test Spec with this image name gets an opportunity. */
      image_name: components["schemas"]["ImageName"];
      /**
       * @description "NOT IMPLEMENTED YET" in the documents: accepted and ignored.
       * @default []
       */
      upgrade_snaps?: components["schemas"]["Json"][];
    };
    /** @description A snap revision to advertise to an organization. */
    LegacySnapAdvertisement: {
      /** @description Name of the snap package. */
      name: components["schemas"]["SnapName"];
      /** @description Revision number in the store. */
      revision: components["schemas"]["Revision"];
    };
    /** @description The opportunities that a legacy image created. */
    LegacyAdvertisedIds: {
      /** @description Ids of the opportunities, one for each Test Spec. */
      ids: components["schemas"]["Uuid"][];
    };
    /** @description Event logs of an organization. */
    LegacyEventLogList: {
      /** @description One log for each opportunity, oldest first. */
      event_logs: components["schemas"]["LegacyEventLog"][];
    };
    /** @description The events of one Test Opportunity, in the older form. */
    LegacyEventLog: {
      /** @description The organization in the request's path. */
      organization_id: components["schemas"]["Name"];
      /** @description Name of the image; null if the opportunity does not come from a legacy image. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description Time of the first event. */
      queued_at: components["schemas"]["OffsetTime"];
      /** @description When the log last changed; not earlier than its last event. */
      updated_at: components["schemas"]["OffsetTime"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description The types of the events, in order. */
      events_seen: components["schemas"]["EventsSeen"];
      /** @description The first events of the normal flow, in order; times never decrease. */
      events: components["schemas"]["Events"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description Name of the Test Spec. */
      spec_name: components["schemas"]["Name"];
      /** @description The opportunity; the documents cut it off. */
      test_opportunity: components["schemas"]["LoggedOpportunity"];
    };
    /** @description Stored results of an organization. */
    LegacyTestResultList: {
      /** @description The results, oldest first; empty if none matches. */
      test_results: components["schemas"]["LegacyTestResult"][];
    };
    /** @description The test result of one opportunity, in the older form. */
    LegacyTestResult: {
      /** @description The Test Spec at the time of the trigger, even if it has been deleted since. */
      test_spec: components["schemas"]["TestSpec"];
      /** @description The test status. */
      test_status: components["schemas"]["TestStatus"];
      /** @description The tested platform; null if neither the Test Spec nor the agent gave one. */
      platform: components["schemas"]["NullableName"];
      /** @description The organization in the request's path. */
      organization_id: components["schemas"]["Name"];
      /** @description Name of the image; null if the opportunity does not come from a legacy image. */
      image_name: components["schemas"]["NullableImageName"];
      /** @description Not described in the documents; empty for a legacy image. */
      extra_snaps: components["schemas"]["ExtraSnaps"];
      /** @description As sent with an image; null for a snap revision or a gold master. */
      image_reference: components["schemas"]["Json"];
      /** @description The agent's report; null if it sent none. */
      agent: components["schemas"]["NullableAgentReport"];
      /** @description Id of the result. */
      id: components["schemas"]["Uuid"];
      /** @description The agent. Spelled with a hyphen here, with an underscore in events (C-3). */
      "agent-id": components["schemas"]["Name"];
      /** @description Unique id of the image under test. */
      image_unique_id: components["schemas"]["ImageUniqueId"];
      /** @description Id of the opportunity. */
      test_opportunity_id: components["schemas"]["Uuid"];
      /** @description The agent's payload, unchanged. */
      result_payload: components["schemas"]["ResultPayload"];
    };
    /** @description The body to request credentials. */
    TokenRequest: {
      /** @description The account's e-mail address. If address and password do not match an account: 401 INVALID_CREDENTIALS. */
      email: string;
      /** @description The account's password. */
      password: string;
      /** @description Name of the token. If the account already has a token of this name, that token is returned. */
      token_name: components["schemas"]["Name"];
      /** @description One-time password, for two-factor accounts. If it is wrong: 403 TWOFACTOR_FAILURE. */
      otp?: string;
    };
    /** @description OAuth 1.0a credentials of an account. */
    Token: {
      /** @description `oauth_consumer_key`: identifies the account. */
      consumer_key: string;
      /** @description First half of the signing key. */
      consumer_secret: string;
      /** @description `oauth_token`: identifies the token. */
      token_key: string;
      /** @description Second half of the signing key. */
      token_secret: string;
      /** @description Name of the token, as requested. */
      token_name: components["schemas"]["Name"];
      /** @description Creation time of the token, UTC without an offset. */
      date_created: components["schemas"]["NaiveTime"];
      /** @description Time of the last change, UTC without an offset. */
      date_updated: components["schemas"]["NaiveTime"];
      /** @description The token's path on the SSO server. Not served here. */
      href: string;
    };
    /** @description An error of Ubuntu SSO. */
    SsoError: {
      /**
       * @description The error code, for programs.
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
      /** @description The message, for people. */
      message: string;
      /** @description For INVALID_DATA: the refused fields and why. Otherwise empty. */
      extra: {
        [key: string]: string;
      };
    };
    /** @description An error. */
    Error: {
      /**
       * @description The error code, for programs. Only `resource-not-found` is documented; the others are assumed.
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
      /** @description The message, for people; may be empty (L 851). */
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
    /** @description The request breaks the contract: a field, parameter or body is missing, unknown or out of bounds, a JSON number cannot be represented exactly, or an advertisement would make more than 5,000 Test Opportunities, or several that repeat more than 16 Mi characters of it together. The message names it. */
    InvalidData: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description Missing or unknown credentials, a wrong signature, a reused nonce or a timestamp too far off. */
    Unauthorized: {
      headers: {
        "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The resource does not exist or belongs to another account; the answer is the same. Also for unknown paths. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The product does not exist or has no Test Spec. */
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
    /** @description No Test Spec of the organization has this image name (L 753), or the organization does not exist. */
    LegacyNoTestSpec: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description No product of the organization references the snap (L 847; empty message), none of those that do has a Test Spec, or the organization does not exist. */
    LegacySnapNotMatched: {
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
    /** @description The agent does not hold the opportunity, or it already has a different result. The message names state and holder. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description The body is longer than the limit: 1 MiB, or 16 MiB for a result. */
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
    /** @description The caller sends too many requests. Wait `Retry-After` seconds. */
    TooManyRequests: {
      headers: {
        "Retry-After": components["headers"]["RetryAfter"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description An internal error of the service. */
    InternalError: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description A temporary error of the service. Retry after `Retry-After` seconds, with exponential backoff (D 138). */
    ServiceUnavailable: {
      headers: {
        "Retry-After": components["headers"]["RetryAfter"];
        [name: string]: unknown;
      };
      content: {
        "application/json": components["schemas"]["Error"];
      };
    };
    /** @description A field is missing, unknown or malformed; `extra` says which and why. Also for a body that is too long, is not JSON or has another content type. */
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
    /** @description The one-time password is wrong, or the account is not allowed to log in. */
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
    /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
    ProductId: components["schemas"]["Uuid"];
    /** @description Id of a Test Spec of the product. If it is not a UUID: 400. Unknown or deleted: 404. */
    TestSpecId: components["schemas"]["Uuid"];
    /** @description Id of the Test Opportunity that the agent holds. If it is not a UUID: 400. Unknown ids: 404. */
    TestOpportunityId: components["schemas"]["Uuid"];
    /** @description The agent's own name. Agents are not registered. */
    AgentId: components["schemas"]["Name"];
    /** @description Name of an organization of the caller's account. Others: 404. */
    OrgId: components["schemas"]["Name"];
    /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
    TestOpportunityIdFilter: components["schemas"]["Uuid"];
    /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
    ImageUniqueIdFilter: components["schemas"]["ImageUniqueId"];
    /** @description Only results stored at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
    StoredFrom: components["schemas"]["DateFilter"];
    /** @description Only results stored before this time. Same forms and errors as `start_date`. */
    StoredBefore: components["schemas"]["DateFilter"];
    /** @description Only logs whose `queued_at` is at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
    QueuedFrom: components["schemas"]["DateFilter"];
    /** @description Only logs whose `queued_at` is before this time. Same forms and errors as `start_date`. */
    QueuedBefore: components["schemas"]["DateFilter"];
  };
  requestBodies: never;
  headers: {
    /** @description How to authenticate. */
    WwwAuthenticate: 'OAuth realm="API"';
    /** @description Seconds to wait before retrying, a whole number. Use exponential backoff (D 138). */
    RetryAfter: number;
    /** @description The methods of this path, separated by commas. */
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
      /** @description The products; empty if there are none. */
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
      /** @description The new product. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
      /** @description The updated product. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The Test Specs; empty if there are none. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
      };
      cookie?: never;
    };
    /** @description The tests, and the platform that they are for. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["TestSpecInput"];
      };
    };
    responses: {
      /** @description The new Test Spec. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. If it is not a UUID: 400. Unknown or deleted: 404. */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
        product_id: components["parameters"]["ProductId"];
        /** @description Id of a Test Spec of the product. If it is not a UUID: 400. Unknown or deleted: 404. */
        test_spec_id: components["parameters"]["TestSpecId"];
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
      /** @description The new opportunities, with the image's unique id (D 742). */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
      /** @description The new opportunities, all with one new image unique id (D 816). */
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
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
      /** @description The new opportunities, all with one new image unique id (D 865). */
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
        /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
        /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only logs whose `queued_at` is at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["QueuedFrom"];
        /** @description Only logs whose `queued_at` is before this time. Same forms and errors as `start_date`. */
        end_date?: components["parameters"]["QueuedBefore"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
        /** @description Only results stored at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Same forms and errors as `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
        /** @description Only results stored at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Same forms and errors as `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Id of a product of the caller's account. If it is not a UUID: 400. Unknown ids: 404. */
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
        /** @description The agent's own name. Agents are not registered. */
        agent_id: components["parameters"]["AgentId"];
      };
      cookie?: never;
    };
    /** @description The agent's description of itself; may be `{}`. */
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PickRequest"];
      };
    };
    responses: {
      /** @description The opportunity that this agent now holds. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TestOpportunity"];
        };
      };
      /** @description No matching opportunity is queued; try again later. No body. */
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
        /** @description Id of the Test Opportunity that the agent holds. If it is not a UUID: 400. Unknown ids: 404. */
        test_opportunity_id: components["parameters"]["TestOpportunityId"];
      };
      cookie?: never;
    };
    /** @description The test status and the Provisioning Kit's output. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["ResultPost"];
      };
    };
    responses: {
      /** @description The same result was posted before; nothing changed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ResultReceipt"];
        };
      };
      /** @description The result was accepted; queries list it once it is stored. */
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
        /** @description Name of an organization of the caller's account. Others: 404. */
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
      /** @description The ids of the new opportunities (L 751). */
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
        /** @description Name of an organization of the caller's account. Others: 404. */
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
      /** @description The new opportunities, with image unique ids (L 845). */
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
        /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
        /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only logs whose `queued_at` is at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["QueuedFrom"];
        /** @description Only logs whose `queued_at` is before this time. Same forms and errors as `start_date`. */
        end_date?: components["parameters"]["QueuedBefore"];
      };
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event logs, in the older form. */
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
        /** @description Only results stored at or after this time. Forms: `2015-08-26T00:00:00`, `20150826T00:00:00`, `20150914 17:51:31`, `20150914 175131 Z`, a plain date; each with `Z`, an offset or neither, which means UTC. Anything else: 400, naming the parameter and the forms. */
        start_date?: components["parameters"]["StoredFrom"];
        /** @description Only results stored before this time. Same forms and errors as `start_date`. */
        end_date?: components["parameters"]["StoredBefore"];
        /** @description Only entries for this image. Documented for results (D 717), assumed for events. */
        image_unique_id?: components["parameters"]["ImageUniqueIdFilter"];
        /** @description Only entries for this Test Opportunity. If it is not a UUID: 400. Unknown ids match nothing. */
        test_opportunity_id?: components["parameters"]["TestOpportunityIdFilter"];
      };
      header?: never;
      path: {
        /** @description Name of an organization of the caller's account. Others: 404. */
        org_id: components["parameters"]["OrgId"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The results, in the older form. */
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
    /** @description The account's e-mail address and password, and the name of the token. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["TokenRequest"];
      };
    };
    responses: {
      /** @description The account's existing token of that name. */
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
