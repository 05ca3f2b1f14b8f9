import { ActionForm } from "../components/action-form.js";
import type { Fragment, Html, View } from "../page.js";
import { done, end, go } from "./actions.js";
import { isDone, STEPS, type TourPlace, tourPlace } from "./progress.js";
import { Advertise, Events, Picked, Result, Tested, WhatNext } from "./steps.js";

/** The guided tour of a first visit: from "advertise a revision" to "read your result". */
export const tour: Fragment = {
  name: "tour",
  topics: ["opportunity", "device", "state", "clock"],
  render: (view) => <Tour view={view} />,
};

const TITLES = [
  "Advertise a revision",
  "A device picks it",
  "It is tested",
  "Read its events",
  "Read your result",
];

function Tour({ view }: { view: View }): Html {
  if (isDone(view)) return <Done view={view} />;
  const place = tourPlace(view);
  if (place === null) return <></>;
  const { step } = place;
  return (
    <aside class="tour" aria-labelledby="tour-title">
      <div class="tour-head">
        <h2 id="tour-title">
          <span class="tour-step">{`${step} of ${STEPS}`}</span> {TITLES[step - 1]}
        </h2>
        <ActionForm view={view} action={end} id="tour-skip">
          <button class="quiet tight" id="tour-skip-button" aria-label="Skip the guided tour">
            Skip
          </button>
        </ActionForm>
      </div>
      <Step view={view} place={place} />
      <div class="tour-foot">
        <ol class="dots" aria-hidden="true">
          {TITLES.map((_, index) => (
            <li class={index + 1 === step ? "here" : index + 1 < step ? "done" : undefined}></li>
          ))}
        </ol>
        <Moves view={view} step={step} />
      </div>
    </aside>
  );
}

function Done({ view }: { view: View }): Html {
  return (
    <aside class="tour" aria-labelledby="tour-title">
      <div class="tour-head">
        <h2 id="tour-title">What next</h2>
        <ActionForm view={view} action={end} id="tour-close">
          <button class="quiet tight" id="tour-close-button" aria-label="Close the guided tour">
            Close
          </button>
        </ActionForm>
      </div>
      <WhatNext view={view} />
    </aside>
  );
}

function Step({ view, place }: { view: View; place: TourPlace }): Html {
  const { step, opportunity } = place;
  if (step === 1 || !opportunity) return <Advertise view={view} />;
  const Content = [Picked, Tested, Events, Result][step - 2]!;
  return <Content view={view} opportunity={opportunity} />;
}

function Moves({ view, step }: { view: View; step: number }): Html {
  if (step === 1) return <></>;
  return (
    <>
      <ActionForm view={view} action={go} id="tour-back" fields={{ step: String(step - 1) }}>
        <button class="tight" id="tour-back-button">
          Back
        </button>
      </ActionForm>
      {step === STEPS ? (
        <ActionForm view={view} action={done} id="tour-done">
          <button class="tight primary" id="tour-next-button">
            Done
          </button>
        </ActionForm>
      ) : (
        <ActionForm view={view} action={go} id="tour-next" fields={{ step: String(step + 1) }}>
          <button class="tight primary" id="tour-next-button">
            Next
          </button>
        </ActionForm>
      )}
    </>
  );
}
